// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The small office that was written with leaf schema 1 before entries named papers keys and before
/// there were state entries: 12 persons and a household in two offices, three starts, 21 entries of
/// the central journal, one erased data key. Its keys open nothing else. Never to be changed: what
/// it tests is that what was written once stays readable.
public final class OldJournal {
    /// The state digest of its registers.
    public static final String DIGEST =
            "3bf6d926b983f377a7e50333f9bb6816a261b8ee786e249a9a94cd9fd0ab70eb";

    private OldJournal() {}

    /// Copies it into a folder that is not there yet.
    public static Path copy(Path to) throws IOException {
        Path from =
                Path.of(System.getProperty("basedir", "."))
                        .resolve("src/test/resources/journals/schema-1");
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
        return to;
    }
}
