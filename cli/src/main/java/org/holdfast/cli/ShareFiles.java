// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.keys.RecoveryCeremony;

/// Shares of a recovery key that persons brought as files.
final class ShareFiles {
    private ShareFiles() {}

    /// @throws IllegalArgumentException with what is wrong with a share
    static List<RecoveryCeremony.Share> read(List<Path> files) throws IOException {
        List<RecoveryCeremony.Share> read = new ArrayList<>();
        for (Path one : files) {
            read.add(RecoveryCeremony.Share.read(Files.readString(one)));
        }
        return read;
    }
}
