// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.holdfast.journal.Cosigner;
import org.holdfast.journal.Disk;

/// The two keys of a mirror, made at its first start and kept in files that only their owner reads.
/// They have two names and are never one key: the mirror's says "stored here", the witness's says
/// "one consistent past" (C2SP tlog-mirror, tlog-cosignature).
public final class MirrorKeys {
    private final Cosigner mirror;
    private final Cosigner witness;

    private MirrorKeys(Cosigner mirror, Cosigner witness) {
        this.mirror = mirror;
        this.witness = witness;
    }

    /// The keys of a mirror's folder; made when there are none.
    public static MirrorKeys of(Path folder, String name) {
        return in(folder.resolve("keys"), name);
    }

    /// The same, in the folder of the keys themselves.
    public static MirrorKeys in(Path keys, String name) {
        try {
            Files.createDirectories(keys);
            return new MirrorKeys(
                    cosigner(keys, name + "/mirror", "mirror"),
                    cosigner(keys, name + "/witness", "witness"));
        } catch (IOException e) {
            throw new UncheckedIOException("the mirror's keys cannot be read or made", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the mirror's keys are damaged", e);
        }
    }

    private static Cosigner cosigner(Path keys, String name, String file)
            throws IOException, GeneralSecurityException {
        Path secret = keys.resolve(file + ".pk8");
        Path open = keys.resolve(file + ".pub");
        if (!Files.exists(secret)) {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            write(keys, open, pair.getPublic().getEncoded());
            write(keys, secret, pair.getPrivate().getEncoded());
        }
        KeyFactory factory = KeyFactory.getInstance("Ed25519");
        return Cosigner.of(
                name,
                factory.generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(secret))),
                factory.generatePublic(new X509EncodedKeySpec(Files.readAllBytes(open))));
    }

    /// A crash before the rename leaves nothing under the name.
    private static void write(Path folder, Path file, byte[] bytes) throws IOException {
        Path staged = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(staged);
        Files.createFile(
                staged,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Disk disk = Disk.real();
        disk.write(staged, 0, bytes);
        disk.force(staged);
        disk.rename(staged, file);
        disk.forceFolder(folder);
    }

    /// The same keys, signing through a given provider.
    MirrorKeys through(Optional<Provider> fast) {
        return new MirrorKeys(mirror.through(fast), witness.through(fast));
    }

    /// Says that something is stored here.
    public Cosigner mirror() {
        return mirror;
    }

    /// Says that a journal has one past.
    public Cosigner witness() {
        return witness;
    }
}
