// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The files of a keys folder that are the same at every site of one office.
final class SharedKeys {
    /// The office's id last: a folder that has it has all of them.
    private static final List<String> FILES = List.of("secret", "root.p12", "site");

    private SharedKeys() {}

    static void copy(Path from, Path to) {
        KeyFiles files = new KeyFiles(to);
        for (String name : FILES) {
            byte[] shared = read(from.resolve(name));
            if (!Arrays.equals(files.once(name, () -> shared), shared)) {
                throw new KeysFault(
                        KeysFault.Code.ALTERED, to + " has keys of another office: " + name);
            }
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException fault) {
            throw new KeysFault(KeysFault.Code.STORE, "cannot read " + file, fault);
        }
    }
}
