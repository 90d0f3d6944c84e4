// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.TlogProof;
import org.holdfast.verifier.ReceiptReading;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.TrustList;

/// The receipts in a folder, as people downloaded them: JSON, and bare proofs in files that end in
/// `.tlog-proof`. Each is verified; what is neither is counted and left alone.
final class ReceiptPile {
    private static final int MOST_BYTES = 3 * ReceiptVerifier.MAX_CHARS;
    private static final String PROOF = ".tlog-proof";

    private final Path folder;
    private final TrustList trust;
    private final List<HeldReceipt> receipts = new ArrayList<>();
    private final List<ReceiptReading.Proved> proved = new ArrayList<>();
    private long others;

    ReceiptPile(Path folder, TrustList trust) {
        this.folder = folder;
        this.trust = trust;
    }

    /// All receipts, refused ones too, in the order of their files' names.
    List<HeldReceipt> receipts() {
        return receipts;
    }

    /// Files that are no receipts by their names.
    long others() {
        return others;
    }

    /// What the JSON receipts prove, in their order.
    List<ReceiptReading.Proved> proved() {
        return proved;
    }

    /// Reads the JSON receipts, which bring the certificates of their journals with them.
    void readReceipts() throws IOException {
        for (Path file : Digests.files(folder)) {
            String name = folder.relativize(file).toString();
            if (name.endsWith(".json")) {
                receipts.add(json(name, bytes(file)));
            } else if (!name.endsWith(PROOF)) {
                others++;
            }
        }
    }

    /// Reads the bare proofs, for which the keys of the journals must be known.
    void readProofs(Function<OriginName, Optional<NoteVerifier>> keys) throws IOException {
        for (Path file : Digests.files(folder)) {
            String name = folder.relativize(file).toString();
            if (name.endsWith(PROOF)) {
                receipts.add(proof(name, bytes(file), keys));
            }
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }

    private HeldReceipt json(String name, byte[] bytes) {
        String sha256 = Digests.sha256(bytes).hex();
        String json = new String(bytes, StandardCharsets.UTF_8);
        return switch (new ReceiptVerifier().read(json, trust)) {
            case ReceiptReading.NotProved not ->
                    HeldReceipt.refused(name, sha256, not.verdict().reason().code());
            case ReceiptReading.Proved receipt -> {
                Optional<OriginName> origin = OriginName.of(receipt.journal().name());
                if (origin.isEmpty()) {
                    yield HeldReceipt.refused(name, sha256, "not-the-origin-of-an-office");
                }
                proved.add(receipt);
                yield HeldReceipt.proved(
                        name,
                        sha256,
                        new HeldReceipt.Proves(
                                receipt.grade(),
                                origin.get(),
                                Optional.of(receipt.leaf()),
                                receipt.holdsPayload(),
                                receipt.proof(),
                                receipt.promised()));
            }
        };
    }

    private static HeldReceipt proof(
            String name, byte[] bytes, Function<OriginName, Optional<NoteVerifier>> keys) {
        String sha256 = Digests.sha256(bytes).hex();
        try {
            TlogProof proof = TlogProof.parse(new String(bytes, StandardCharsets.UTF_8));
            Checkpoint head = Checkpoint.parse(proof.checkpoint().text());
            Optional<OriginName> origin = OriginName.of(head.origin());
            Optional<NoteVerifier> key = origin.flatMap(keys);
            if (key.isEmpty()) {
                return HeldReceipt.refused(name, sha256, "journal-not-trusted");
            }
            key.get().checkpoint(proof.checkpoint());
            if (!head.size().covers(proof.index()) || proof.extra().isPresent()) {
                return HeldReceipt.refused(name, sha256, "receipt-claims-wrong");
            }
            return HeldReceipt.proved(
                    name,
                    sha256,
                    new HeldReceipt.Proves(
                            "proof",
                            origin.orElseThrow(),
                            Optional.empty(),
                            false,
                            Optional.of(proof),
                            Optional.empty()));
        } catch (JournalRefusal e) {
            return HeldReceipt.refused(name, sha256, Words.code(e.reason()));
        }
    }
}
