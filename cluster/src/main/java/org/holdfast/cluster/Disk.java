// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// Small files, written beside their place and renamed, so that nobody reads half of one.
final class Disk {
    private static final String SECRET = "rw-------";
    private static final String READABLE = "rw-r--r--";

    private Disk() {}

    /// A file that anybody on this machine may read.
    static void replace(Path file, String text) throws IOException {
        write(file, text, READABLE, Optional.empty());
    }

    /// A file that only its owner may read.
    ///
    /// @param owner a user of this machine; empty: who runs this
    static void replaceSecret(Path file, String text, Optional<String> owner) throws IOException {
        write(file, text, SECRET, owner);
    }

    private static void write(Path file, String text, String mode, Optional<String> owner)
            throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        // the mode is there before the first byte
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(SECRET)));
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
        own(fresh, owner);
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// A folder with this mode, made when it is not there.
    static Path folder(Path folder, String mode, Optional<String> owner) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
        own(folder, owner);
        return folder;
    }

    private static void own(Path path, Optional<String> owner) throws IOException {
        if (owner.isPresent()) {
            Files.setOwner(
                    path,
                    path.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(owner.get()));
        }
    }
}
