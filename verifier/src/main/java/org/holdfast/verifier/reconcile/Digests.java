// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.journal.Hash;

/// SHA-256 of evidence.
final class Digests {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String UNREADABLE = "unreadable";

    private Digests() {}

    /// All regular files below a folder as one number, which coreutils compute too: the SHA-256 of
    /// what `find . -type f | LC_ALL=C sort | xargs sha256sum` prints there.
    record Folder(long files, long bytes, String sha256) {
        String words() {
            return "files %d bytes %d sha256 %s".formatted(files, bytes, sha256);
        }
    }

    static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static Hash sha256(byte[] bytes) {
        return Hash.of(fresh().digest(bytes));
    }

    /// Symbolic links are not followed and not counted; a file that the disk does not give any more
    /// is counted with the word `unreadable` in place of its hash.
    static Folder folder(Path folder) throws IOException {
        MessageDigest list = fresh();
        long count = 0;
        long bytes = 0;
        for (Path file : files(folder)) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            String hash;
            try {
                bytes += Files.size(file);
                hash = file(file);
            } catch (IOException _) {
                hash = UNREADABLE;
            }
            list.update((hash + "  ./" + name + "\n").getBytes(StandardCharsets.UTF_8));
            count++;
        }
        return new Folder(count, bytes, HexFormat.of().formatHex(list.digest()));
    }

    /// The regular files below a folder, in the order of their names.
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted((a, b) ->
                            folder.relativize(a)
                                    .toString()
                                    .compareTo(folder.relativize(b).toString()))
                    .toList();
        }
    }

    private static String file(Path file) throws IOException {
        MessageDigest digest = fresh();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
