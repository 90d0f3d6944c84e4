// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalVerifier;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.verifier.ReceiptVerdict;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.TrustList;

/// How fast somebody verifies: a whole journal in a folder, blobs included, and one receipt.
final class VerifyBench {
    private static final int ENTRY_BYTES = 230;
    private static final int BLOB_BYTES = 512;
    private static final int BATCH = 4_096;
    private static final int SEAL_EVERY = 16;

    private final SplittableRandom chance;

    VerifyBench(long seed) {
        this.chance = new SplittableRandom(seed);
    }

    /// A journal in a folder.
    ///
    /// @param seconds how long writing it took
    record Written(Path folder, NoteVerifier key, double seconds) {}

    /// Writes a journal of so many entries with one blob each.
    Written write(Path folder, long entries) throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String origin = "bench.holdfast.example/central/1";
        NoteSigner signer = NoteSigner.of(origin, pair.getPrivate(), pair.getPublic());
        long begun = System.nanoTime();
        try (JournalDirectory journal = JournalDirectory.create(folder, origin, signer.vkey())) {
            int batches = 0;
            for (long done = 0; done < entries; done += BATCH) {
                List<NewEntry> batch = new ArrayList<>(BATCH);
                for (long i = done; i < Math.min(entries, done + BATCH); i++) {
                    batch.add(new NewEntry(bytes(ENTRY_BYTES), List.of(bytes(BLOB_BYTES))));
                }
                journal.append(batch);
                if (++batches % SEAL_EVERY == 0) {
                    journal.seal(signer);
                }
            }
            journal.seal(signer);
        }
        return new Written(folder, signer.verifier(), (System.nanoTime() - begun) / 1e9);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        chance.nextBytes(bytes);
        return bytes;
    }

    /// Seconds to verify it whole.
    static double verify(Written journal) {
        long begun = System.nanoTime();
        new JournalVerifier(journal.key(), JournalVerifier.Progress.SILENT)
                .verify(journal.folder());
        return (System.nanoTime() - begun) / 1e9;
    }

    /// Seconds that one core needs for the bare hashes of so many entries and tree nodes.
    double bareHashes(long entries) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] entry = bytes(ENTRY_BYTES + 1);
        byte[] node = bytes(65);
        long begun = System.nanoTime();
        for (long i = 0; i < entries; i++) {
            digest.update(entry);
            digest.digest();
            digest.update(node);
            digest.digest();
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    /// Milliseconds to verify one receipt, in the middle of many, through a provider as the office
    /// does it, or through the JDK alone as the command line does it.
    static LatencySummary receipt(
            String json, String trust, Optional<Provider> provider, Duration time) {
        TrustList list = TrustList.read(trust);
        ReceiptVerifier verifier = new ReceiptVerifier(provider);
        receipts(verifier, json, list, time.dividedBy(2));
        return receipts(verifier, json, list, time);
    }

    private static LatencySummary receipts(
            ReceiptVerifier verifier, String json, TrustList trust, Duration time) {
        Latencies took = new Latencies();
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            long begun = System.nanoTime();
            ReceiptVerdict verdict = verifier.verify(json, trust);
            took.add(System.nanoTime() - begun);
            if (!verdict.isGenuine()) {
                throw new IllegalStateException("a receipt that is not genuine: " + verdict);
            }
        }
        return took.summary();
    }

    /// Milliseconds that one bare verification by Ed25519 takes here.
    static double bareVerification(Optional<Provider> provider, Duration time)
            throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] message = new byte[200];
        Signature signature =
                provider.isPresent()
                        ? Signature.getInstance("EdDSA", provider.get())
                        : Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(message);
        byte[] signed = signature.sign();
        long count = 0;
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < time.toNanos()) {
            signature.initVerify(pair.getPublic());
            signature.update(message);
            if (!signature.verify(signed)) {
                throw new IllegalStateException("Ed25519 does not verify what it signed");
            }
            count++;
        }
        return (System.nanoTime() - begun) / 1e6 / count;
    }
}
