// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.bouncycastle.crypto.threshold.ShamirSplitSecret;
import org.bouncycastle.crypto.threshold.ShamirSplitSecretShare;

/// Makes a recovery key and splits its private half (Shamir's secret sharing over GF(2^8) with the
/// polynomial of AES), and opens with enough shares what was sealed for it. The private half is in
/// memory only while one of the two runs.
///
/// A share is one line: `holdfast-share-v1`, the key's id, how many are needed, the share's number,
/// its bytes in hexadecimal digits, and the first four bytes of the SHA-256 of all that, so that a
/// mistyped one is known before it is used.
public final class RecoveryCeremony {
    /// Most shares that one key is split into.
    public static final int MOST = 20;

    private static final String FORMAT = "holdfast-share-v1";
    private static final int PARTS = 6;
    private static final int SUM_BYTES = 4;
    private static final int POINT_BYTES = 65;
    private static final byte[] NONE = {};

    private RecoveryCeremony() {}

    /// One person's share.
    public record Share(String key, int threshold, int number, String hex) {
        /// The line that the person keeps, on paper or in a safe.
        public String line() {
            String text = FORMAT + " " + key + " " + threshold + " " + number + " " + hex;
            return text + " " + sum(text);
        }

        private static String sum(String text) {
            return HexFormat.of()
                    .formatHex(
                            RecoveryKey.sha256(text.getBytes(StandardCharsets.US_ASCII)),
                            0,
                            SUM_BYTES);
        }

        /// Reads a line.
        ///
        /// @throws IllegalArgumentException with what is wrong with it
        public static Share read(String line) {
            String[] parts = line.strip().split(" +", -1);
            if (parts.length != PARTS || !parts[0].equals(FORMAT)) {
                throw new IllegalArgumentException(
                        "expected a line of " + FORMAT + " and five words");
            }
            Share share;
            try {
                share =
                        new Share(
                                parts[1],
                                Integer.parseInt(parts[2]),
                                Integer.parseInt(parts[3]),
                                parts[4]);
            } catch (NumberFormatException bad) {
                throw new IllegalArgumentException("expected numbers in a share", bad);
            }
            if (!share.line().equals(String.join(" ", parts))) {
                throw new IllegalArgumentException(
                        "share " + parts[3] + " was mistyped: its last word does not fit");
            }
            return share;
        }

        /// Does not print the share.
        @Override
        public String toString() {
            return "Share[" + key + " number " + number + "]";
        }
    }

    /// What a ceremony made: the public half for the office, the shares for as many persons.
    public record Made(RecoveryKey key, List<Share> shares) {
        public Made {
            shares = List.copyOf(shares);
        }
    }

    /// Makes a key; nothing is kept.
    public static Made make(int shares, int threshold, SecureRandom random, Instant now) {
        if (threshold < 2 || shares < threshold || shares > MOST) {
            throw new IllegalArgumentException(
                    "expected 2 <= threshold <= shares <= %d, found %d of %d"
                            .formatted(MOST, threshold, shares));
        }
        HPKE hpke = RecoveryKey.scheme();
        AsymmetricCipherKeyPair pair = hpke.generatePrivateKey();
        byte[] secret = hpke.serializePrivateKey(pair.getPrivate());
        RecoveryKey key =
                new RecoveryKey(hpke.serializePublicKey(pair.getPublic()), shares, threshold, now);
        List<Share> split = new ArrayList<>();
        try {
            ShamirSecretSplitter splitter =
                    ShamirSecretSplitter.getInstance(
                            ShamirSecretSplitter.Algorithm.AES, secret.length, random);
            ShamirSplitSecretShare[] parts =
                    splitter.resplit(secret, threshold, shares).getSecretShares();
            for (int i = 0; i < shares; i++) {
                split.add(
                        new Share(
                                key.id(),
                                threshold,
                                i + 1,
                                HexFormat.of().formatHex(parts[i].getEncoded())));
            }
        } catch (IOException bug) {
            throw new IllegalStateException("a share without an encoding", bug);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        return new Made(key, split);
    }

    /// Puts the public half into an office's key folder. An office that runs takes it at its next
    /// start.
    ///
    /// @throws KeysFault with `ALTERED` when there is one already: its shares are with people
    public static void keep(RecoveryKey key, Path keys) {
        Path file = RecoveryKey.file(keys);
        if (Files.exists(file)) {
            throw new KeysFault(KeysFault.Code.ALTERED, "there is a recovery key already: " + file);
        }
        write(file, key.json() + "\n");
    }

    /// Writes a file that only its owner reads, which must not be there.
    public static void write(Path file, String text) {
        try {
            if (Files.getFileStore(file.toAbsolutePath().getParent())
                    .supportsFileAttributeView("posix")) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
            Files.writeString(file, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /// Opens a data key that was sealed for a recovery key.
    ///
    /// @param id the data key's id, as the entry names it
    /// @throws IllegalArgumentException when the shares are too few, of several keys, or do not
    ///   open it
    public static DataKey open(List<Share> shares, KeyId id, byte[] sealed) {
        Map<Integer, Share> distinct = new TreeMap<>();
        shares.forEach(share -> distinct.put(share.number(), share));
        if (shares.isEmpty()
                || shares.stream().map(Share::key).distinct().count() != 1
                || distinct.size() < shares.getFirst().threshold()) {
            throw new IllegalArgumentException(
                    "expected %s shares of one key, found %d"
                            .formatted(
                                    shares.isEmpty() ? "some" : shares.getFirst().threshold(),
                                    distinct.size()));
        }
        if (sealed.length <= POINT_BYTES) {
            throw new IllegalArgumentException("what is sealed is too short");
        }
        HPKE hpke = RecoveryKey.scheme();
        byte[] secret = joined(new ArrayList<>(distinct.values()));
        try {
            byte[] key =
                    hpke.open(
                            Arrays.copyOf(sealed, POINT_BYTES),
                            hpke.deserializePrivateKey(secret, null),
                            RecoveryKey.INFO,
                            id.bytes(),
                            Arrays.copyOfRange(sealed, POINT_BYTES, sealed.length),
                            NONE,
                            NONE,
                            null);
            return new DataKey(id, new SecretKeySpec(key, "AES"));
        } catch (InvalidCipherTextException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException("these shares do not open it", wrong);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static byte[] joined(List<Share> shares) {
        ShamirSplitSecretShare[] parts =
                shares.stream()
                        .limit(shares.getFirst().threshold())
                        .map(share ->
                                new ShamirSplitSecretShare(
                                        HexFormat.of().parseHex(share.hex()), share.number()))
                        .toArray(ShamirSplitSecretShare[]::new);
        try {
            return ShamirSplitSecret.getInstance(ShamirSecretSplitter.Algorithm.AES, parts)
                    .getSecret();
        } catch (IOException bug) {
            throw new IllegalStateException("shares could not be joined", bug);
        }
    }
}
