// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.keys.Keys;

/// Tokens by which the sites of one office know each other's mirrors. They are made from the secret
/// that all sites share and checked without a database, so that mirroring goes on when there is
/// none. A token acts in the role `mirror` and in no other, for thirty days.
public final class PeerTokens {
    /// How long a token is good. A running node renews it in the middle of that, so that a site may
    /// be unable to for two weeks; one that was stopped for longer renews it when it starts.
    public static final Duration VALIDITY = Duration.ofDays(30);

    /// Tokens that earlier versions made are good for ten years, and for longer than this.
    static final Duration EARLIER = Duration.ofDays(3 * 365);

    private static final Duration DAY = Duration.ofDays(1);
    private static final String PEER = "site-";

    private PeerTokens() {}

    /// Whether a file has no token that is good for two weeks, or has one that is good for longer
    /// than tokens are. A clock that lies before the time of the file says nothing about it: what
    /// it would make could be over everywhere else.
    public static boolean isToRenew(Path file, InstantSource clock) throws IOException {
        if (!Files.exists(file)) {
            return true;
        }
        Optional<Instant> end =
                Tokens.end(Files.readString(file, StandardCharsets.US_ASCII).strip());
        Instant now = clock.instant();
        if (now.plus(DAY).isBefore(Files.getLastModifiedTime(file).toInstant())) {
            return false;
        }
        return end.map(until -> Duration.between(now, until))
                .map(left ->
                        left.compareTo(VALIDITY.dividedBy(2)) < 0
                                || left.compareTo(VALIDITY.plus(DAY)) > 0)
                .orElse(true);
    }

    /// Has a file hold a token of a site, readable by its owner alone; the one that is there stays
    /// while it [is good][#isToRenew]. Durable when it returns.
    ///
    /// @param place the site's name, such as `a`
    /// @return whether there is a new one
    public static boolean renew(
            Path file, Keys keys, String place, InstantSource clock, SecureRandom random)
            throws IOException {
        if (!isToRenew(file, clock)) {
            return false;
        }
        byte[] token =
                make(keys, place, VALIDITY, clock, random).getBytes(StandardCharsets.US_ASCII);
        Path staged = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(staged);
        Files.createFile(
                staged,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(staged, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(token));
                channel.force(true);
            }
            // a crash before this leaves the old one, which is good for days
            Files.move(
                    staged,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(staged);
        }
        return true;
    }

    /// A token of a site.
    ///
    /// @param place the site's name, such as `a`
    public static String make(
            Keys keys, String place, Duration validity, InstantSource clock, SecureRandom random) {
        return new Tokens(keys.secret(Tokens.USE), clock, random)
                .write(Tokens.Kind.PEER, place, validity);
    }

    /// Whether this is another site of the office, and not a mirror that an operator has admitted.
    public static boolean isPeer(Principal who) {
        return who.role() == Role.MIRROR && who.id().startsWith(PEER);
    }

    static Principal principal(String place) {
        return new Principal(PEER + place, Role.MIRROR, Optional.empty(), Optional.empty(), place);
    }
}
