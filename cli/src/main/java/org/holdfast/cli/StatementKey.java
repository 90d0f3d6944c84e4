// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.holdfast.journal.Disk;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NoteSigner;

/// The key that signs statements, in a file of one line that only its owner reads:
/// `PRIVATE+KEY+<name>+<key id>+<base64 of 0x01 and the Ed25519 seed>`, the form of Go's package
/// `golang.org/x/mod/sumdb/note`.
final class StatementKey {
    private static final String PREFIX = "PRIVATE+KEY+";
    private static final byte TYPE = 0x01;
    private static final int SEED_BYTES = 32;
    private static final int MOST_BYTES = 4_096;
    private static final byte[] SPKI_HEAD =
            HexFormat.of().parseHex("302a300506032b6570032100"); // RFC 8410 §4

    private StatementKey() {}

    /// Reads the key, or makes one where there is no file. A crash before the rename leaves nothing
    /// under the name.
    ///
    /// @param name of a new key
    /// @throws IOException when the file is not such a key; in words for people
    static NoteSigner of(Path file, String name) throws IOException {
        if (Files.exists(file)) {
            return read(file);
        }
        try {
            EdECPrivateKey made =
                    (EdECPrivateKey)
                            KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
            byte[] seed = made.getBytes().orElseThrow();
            NoteSigner signer = signer(name, seed);
            write(file, line(signer, seed));
            return signer;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        } catch (JournalRefusal e) {
            throw new IOException("--as: not the name of a key: " + name, e);
        }
    }

    private static String line(NoteSigner signer, byte[] seed) {
        byte[] typed = new byte[1 + seed.length];
        typed[0] = TYPE;
        System.arraycopy(seed, 0, typed, 1, seed.length);
        return PREFIX
                + signer.name()
                + "+"
                + signer.verifier().keyId()
                + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    private static NoteSigner read(Path file) throws IOException {
        String line = new String(GivenFile.read(file, MOST_BYTES), StandardCharsets.UTF_8).strip();
        String[] parts = line.startsWith(PREFIX) ? line.split("\\+", 5) : new String[0];
        if (parts.length == 5) {
            try {
                byte[] typed = Base64.getDecoder().decode(parts[4]);
                if (typed.length == 1 + SEED_BYTES && typed[0] == TYPE) {
                    byte[] seed = Arrays.copyOfRange(typed, 1, typed.length);
                    NoteSigner signer = signer(parts[2], seed);
                    if (line(signer, seed).equals(line)) {
                        return signer;
                    }
                }
            } catch (IllegalArgumentException | JournalRefusal e) {
                throw new IOException(file + " is not a key for statements", e);
            }
        }
        throw new IOException(file + " is not a key for statements");
    }

    private static NoteSigner signer(String name, byte[] seed) {
        byte[] point = new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded();
        byte[] spki = Arrays.copyOf(SPKI_HEAD, SPKI_HEAD.length + point.length);
        System.arraycopy(point, 0, spki, SPKI_HEAD.length, point.length);
        try {
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            PrivateKey secret =
                    factory.generatePrivate(
                            new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            PublicKey open = factory.generatePublic(new X509EncodedKeySpec(spki));
            return NoteSigner.of(name, secret, open);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    private static void write(Path file, String line) throws IOException {
        Path whole = file.toAbsolutePath();
        Path parent = whole.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IOException("there is no folder for " + file);
        }
        Path staged = whole.resolveSibling(whole.getFileName() + ".new");
        Files.deleteIfExists(staged);
        Files.createFile(
                staged,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Disk disk = Disk.real();
        disk.write(staged, 0, (line + "\n").getBytes(StandardCharsets.UTF_8));
        disk.force(staged);
        disk.rename(staged, whole);
        disk.forceFolder(parent);
    }
}
