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
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whatever anybody who may say so has ever called revoked: a union that only grows, in a file that
/// is only appended to and forced. It is read again at the start; a line that a crash has torn
/// counts for nothing, and the list that it came from is on the shelf. A hold that an authority
/// lifts again stays here. Thread-safe.
final class RevokedRegister {
    private static final Logger LOG = LoggerFactory.getLogger(RevokedRegister.class);
    private static final Pattern LINE =
            Pattern.compile("\\s*([0-9a-f]{64})(?: ([0-9]{1,11}))?\\s*");

    private final Path file;
    private final Map<String, Instant> revoked = new ConcurrentHashMap<>();
    private final StringBuilder unkept = new StringBuilder();

    RevokedRegister(Path file) {
        this.file = file;
        try (var lines = Files.lines(file, StandardCharsets.US_ASCII)) {
            lines.map(LINE::matcher)
                    .filter(Matcher::matches)
                    .forEach(line -> note(line.group(1), since(line.group(2))));
        } catch (NoSuchFileException first) {
            // nothing was revoked yet
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            LOG.warn("{} cannot be read: {}", file, unreadable.toString());
        }
    }

    /// A line without a moment, as earlier versions wrote it, is of nobody knows when.
    private static Instant since(@Nullable String seconds) {
        return seconds == null ? Instant.EPOCH : Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    /// The earliest moment that anybody says counts.
    ///
    /// @return whether it says something new
    private boolean note(String name, Instant since) {
        Instant before = revoked.get(name);
        revoked.merge(name, since, (a, b) -> a.isBefore(b) ? a : b);
        return before == null || since.isBefore(before);
    }

    /// From now on and for ever; kept by the next [#keep].
    ///
    /// @param since when it was revoked, as its authority says; the epoch where nobody does
    void add(X500Principal issuer, BigInteger serial, Instant since) {
        String name = name(issuer, serial);
        Instant whole = since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since;
        if (note(name, whole)) {
            synchronized (unkept) {
                unkept.append(name).append(' ').append(whole.getEpochSecond()).append('\n');
            }
        }
    }

    boolean has(X509Certificate certificate) {
        return since(certificate).isPresent();
    }

    /// Since when it is revoked, as far as anybody says; the epoch where nobody does.
    Optional<Instant> since(X509Certificate certificate) {
        return Optional.ofNullable(
                revoked.get(
                        name(certificate.getIssuerX500Principal(), certificate.getSerialNumber())));
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
