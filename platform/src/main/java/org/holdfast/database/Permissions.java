// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that only their owner may read.
final class Permissions {
    private Permissions() {}

    static FileAttribute<?>[] folder(Path near) {
        return attributes(near, "rwx------");
    }

    static FileAttribute<?>[] file(Path near) {
        return attributes(near, "rw-------");
    }

    private static FileAttribute<?>[] attributes(Path near, String mode) {
        if (!near.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }

    static void writeSecret(Path file, String secret) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, file(file));
        Files.writeString(file, secret);
    }
}
