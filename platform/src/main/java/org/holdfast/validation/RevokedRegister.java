// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.x500.X500Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whatever anybody who may say so has ever called revoked: a union that only grows, in a file that
/// is only appended to and forced. It is read again at the start; a line that a crash has torn
/// counts for nothing, and the list that it came from is on the shelf. A hold that an authority
/// lifts again stays here. Thread-safe.
final class RevokedRegister {
    private static final Logger LOG = LoggerFactory.getLogger(RevokedRegister.class);
    private static final int NAME_LENGTH = 64;

    private final Path file;
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final StringBuilder unkept = new StringBuilder();

    RevokedRegister(Path file) {
        this.file = file;
        try (var lines = Files.lines(file, StandardCharsets.US_ASCII)) {
            lines.map(String::strip)
                    .filter(line -> line.length() == NAME_LENGTH)
                    .forEach(revoked::add);
        } catch (NoSuchFileException first) {
            // nothing was revoked yet
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            LOG.warn("{} cannot be read: {}", file, unreadable.toString());
        }
    }

    /// From now on and for ever; kept by the next [#keep].
    void add(X500Principal issuer, BigInteger serial) {
        String name = name(issuer, serial);
        if (revoked.add(name)) {
            synchronized (unkept) {
                unkept.append(name).append('\n');
            }
        }
    }

    boolean has(X509Certificate certificate) {
        return revoked.contains(
                name(certificate.getIssuerX500Principal(), certificate.getSerialNumber()));
    }

    int size() {
        return revoked.size();
    }

    /// Forces what was added; of what cannot be written all stays to be written next time.
    ///
    /// @throws IOException when it is not kept
    void keep() throws IOException {
        synchronized (unkept) {
            if (unkept.isEmpty()) {
                return;
            }
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.APPEND)) {
                // a line that was torn before ends here
                ByteBuffer text =
                        ByteBuffer.wrap(("\n" + unkept).getBytes(StandardCharsets.US_ASCII));
                while (text.hasRemaining()) {
                    var _ = channel.write(text);
                }
                channel.force(true);
            }
            unkept.setLength(0);
        }
    }

    private static String name(X500Principal issuer, BigInteger serial) {
        return Certificates.digest(
                (issuer.getName(X500Principal.CANONICAL) + '\n' + serial.toString(16))
                        .getBytes(StandardCharsets.UTF_8));
    }
}
