// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The three last good answers of one source, a file each. A file is forced under another name and
/// then renamed, and the folder forced: a crash on any line leaves the three before, or two of them
/// and the new one. Each says its own hash, so that a damaged one is noticed and passed over. For
/// one thread.
final class Shelf {
    static final int KEPT = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
    private static final String MARK = "holdfast-status 1 ";
    private static final String END = ".good";
    private static final int HEAD = MARK.length() + 64 + 1;

    private final Path folder;
    private final int most;

    /// @param most bytes of an answer
    Shelf(Path folder, int most) {
        this.folder = folder;
        this.most = most;
    }

    /// @throws IOException when it is not kept; what was kept before is
    void keep(byte[] answer) throws IOException {
        Files.createDirectories(folder);
        List<Path> there = files();
        long number = there.isEmpty() ? 1 : number(there.getFirst()) + 1;
        Path fresh = folder.resolve("new");
        byte[] head =
                (MARK + Certificates.digest(answer) + "\n").getBytes(StandardCharsets.US_ASCII);
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (ByteBuffer part : List.of(ByteBuffer.wrap(head), ByteBuffer.wrap(answer))) {
                while (part.hasRemaining()) {
                    var _ = channel.write(part);
                }
            }
            channel.force(true);
        }
        Files.move(
                fresh,
                folder.resolve(String.format(java.util.Locale.ROOT, "%016d", number) + END),
                StandardCopyOption.ATOMIC_MOVE);
        force(folder);
        for (Path old : there.stream().skip(KEPT - 1).toList()) {
            Files.deleteIfExists(old);
        }
    }

    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// What is kept and whole, the newest first.
    List<byte[]> read() {
        List<byte[]> whole = new ArrayList<>();
        try {
            for (Path file : files()) {
                if (Files.size(file) > HEAD + (long) most) {
                    LOG.warn("{} is longer than anything that is kept", file);
                    continue;
                }
                byte[] bytes = Files.readAllBytes(file);
                byte[] answer =
                        java.util.Arrays.copyOfRange(
                                bytes, Math.min(HEAD, bytes.length), bytes.length);
                String head = MARK + Certificates.digest(answer) + "\n";
                if (new String(bytes, 0, Math.min(HEAD, bytes.length), StandardCharsets.US_ASCII)
                        .equals(head)) {
                    whole.add(answer);
                } else {
                    LOG.warn("{} is damaged; the one before it counts", file);
                }
            }
        } catch (IOException unreadable) {
            LOG.warn("{} cannot be read: {}", folder, unreadable.toString());
        }
        return whole;
    }

    private List<Path> files() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + END)) {
            for (Path one : entries) {
                if (number(one) > 0) {
                    found.add(one);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return found;
        }
        found.sort(Comparator.comparingLong(Shelf::number).reversed());
        return found;
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        try {
            return Long.parseLong(name.substring(0, name.length() - END.length()));
        } catch (NumberFormatException other) {
            return 0;
        }
    }
}
