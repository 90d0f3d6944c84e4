// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;

/// Small files, written beside their place and renamed, so that nobody reads half of one; a file
/// that says the same already is left alone.
final class Disk {
    private static final String SECRET = "rw-------";
    private static final String READABLE = "rw-r--r--";

    /// Less than the largest of these files takes.
    private static final long FULL_BYTES = 64 << 10;

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

    /// A line that anybody may read and that a full disk must not keep from being written: over the
    /// old one where there is no room beside it. A death in the middle of that leaves a line that
    /// makes no sense.
    static void replaceLine(Path file, String line) throws IOException {
        try {
            replace(file, line);
        } catch (IOException full) {
            if (!Files.exists(file)) {
                throw full;
            }
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(bytes), 0);
                channel.truncate(bytes.length);
            }
        }
    }

    /// Whether what fails there fails for want of room. The words of an error depend on the
    /// language of the machine.
    static boolean isFull(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace() < FULL_BYTES;
    }

    private static void write(Path file, String text, String mode, Optional<String> owner)
            throws IOException {
        if (isSo(file, text, mode, owner)) {
            return; // a full disk has no room to write the same once more
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        // the mode is there before the first byte
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(SECRET)));
        try {
            Files.writeString(fresh, text);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
            own(fresh, owner);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static boolean isSo(Path file, String text, String mode, Optional<String> owner)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) == bytes.length
                && Arrays.equals(Files.readAllBytes(file), bytes)
                && PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).equals(mode)
                && Files.getOwner(file)
                        .getName()
                        .equals(owner.orElse(System.getProperty("user.name", "")));
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
