// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.holdfast.verifier.TrustList;

/// Trust files that somebody names on the command line.
final class TrustFiles {
    private TrustFiles() {}

    /// @throws IOException when it cannot be read or is not one; in words for people
    static TrustList read(Path file) throws IOException {
        byte[] bytes = GivenFile.read(file, TrustList.MAX_CHARS);
        try {
            return TrustList.read(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
