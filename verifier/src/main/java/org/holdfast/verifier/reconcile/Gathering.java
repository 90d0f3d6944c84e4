// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Remains;
import org.holdfast.journal.TlogProof;
import org.holdfast.verifier.JournalKey;
import org.holdfast.verifier.ReceiptReading;
import org.holdfast.verifier.TrustList;

/// Puts all evidence together by origin and proves what proves the most: keys first, then the heads
/// in copies and receipts, then, from the last origin of a series to its first, the tree and what
/// its opening entry says about the origin before it. For one use by one thread.
final class Gathering {
    private static final int CERTIFICATE = 1;

    private final TrustList trust;
    private final Findings findings;
    private final SortedMap<OriginName, OriginEvidence> origins = new TreeMap<>();

    Gathering(TrustList trust, Findings findings) {
        this.trust = trust;
        this.findings = findings;
    }

    SortedMap<OriginName, OriginEvidence> origins() {
        return origins;
    }

    OriginEvidence origin(OriginName name) {
        return origins.computeIfAbsent(name, OriginEvidence::new);
    }

    void run(List<GivenCopy> copies, Optional<ReceiptPile> pile) throws IOException {
        Set<String> listed = trust.journals();
        for (String origin : listed) {
            OriginName.of(origin).ifPresent(this::origin);
        }
        for (GivenCopy copy : copies) {
            for (Path journal : copy.journals()) {
                take(copy, journal, listed);
            }
        }
        if (pile.isPresent()) {
            pile.get().readReceipts();
        }
        List<ReceiptReading.Proved> proved = pile.map(ReceiptPile::proved).orElse(List.of());
        proved.forEach(receipt -> OriginName.of(receipt.journal().name()).ifPresent(this::origin));
        origins.values().forEach(origin -> key(origin, proved));
        if (pile.isPresent()) {
            pile.get()
                    .readProofs(name ->
                            Optional.ofNullable(origins.get(name)).flatMap(OriginEvidence::key));
        }
        origins.values().forEach(origin -> origin.readNotes(trust, findings));
        pile.ifPresent(receipts -> receipts.receipts().forEach(this::head));
        for (OriginName name : origins.reversed().keySet().toArray(OriginName[]::new)) {
            prove(origin(name));
        }
    }

    private void take(GivenCopy copy, Path journal, Set<String> listed) {
        Optional<OriginName> name = GivenCopy.origin(journal, listed);
        String where = copy.label() + "/" + Words.name(journal.getFileName().toString());
        if (name.isEmpty()) {
            findings.add("journal-unknown", Words.NONE, "copy:" + where);
            return;
        }
        Remains remains = Remains.of(journal);
        Optional<String> said = remains.line("origin");
        if (!said.equals(Optional.of(name.get().origin()))) {
            findings.add("origin-file", name.get().origin(), "copy:" + where);
        }
        origin(name.get()).copies().add(new CopyOfOrigin(copy.label(), remains));
    }

    /// The certified key: by the trust file, else by the certificate in an opening or a receipt.
    private void key(OriginEvidence origin, List<ReceiptReading.Proved> receipts) {
        Optional<String> why = certified(origin, Optional.empty());
        for (CopyOfOrigin copy : origin.copies()) {
            if (why.isPresent()) {
                why = certified(origin, certificate(copy));
            }
        }
        for (ReceiptReading.Proved receipt : receipts) {
            if (why.isPresent() && receipt.journal().name().equals(origin.origin())) {
                why = certified(origin, Optional.of(receipt.certificate()));
            }
        }
        if (why.isPresent()) {
            findings.add("key-not-certified", origin.origin(), Words.name(why.get()));
        }
        for (CopyOfOrigin copy : origin.copies()) {
            Optional<String> vkey = copy.remains().line("vkey");
            if (!vkey.equals(origin.key().map(key -> key.vkey()))) {
                findings.add("vkey-file", origin.origin(), "copy:" + copy.label());
            }
        }
    }

    /// Empty when the key is known; else why not.
    private Optional<String> certified(OriginEvidence origin, Optional<X509Certificate> shown) {
        return switch (trust.journalKey(origin.origin(), shown)) {
            case JournalKey.Certified certified -> {
                origin.key(certified.key());
                yield Optional.empty();
            }
            case JournalKey.NotCertified not -> Optional.of(not.why());
        };
    }

    private static Optional<X509Certificate> certificate(CopyOfOrigin copy) {
        return OriginEvidence.record(copy.remains(), null)
                .filter(record -> record.blobs().size() > CERTIFICATE)
                .flatMap(record -> certificate(record.blobs().get(CERTIFICATE)));
    }

    private static Optional<X509Certificate> certificate(byte[] der) {
        try {
            return Optional.of(
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new java.io.ByteArrayInputStream(der)));
        } catch (CertificateException _) {
            return Optional.empty();
        }
    }

    /// A receipt with a proof shows a head of its journal.
    private void head(HeldReceipt receipt) {
        Optional<TlogProof> proof = receipt.proves().flatMap(HeldReceipt.Proves::proof);
        if (proof.isPresent()) {
            OriginEvidence origin = origin(receipt.proves().orElseThrow().origin());
            long cosigned = OriginEvidence.cosigned(proof.get().checkpoint(), trust);
            String source = "receipt:" + Words.name(receipt.file());
            origin.head(new SeenHead(receipt.head(), source, cosigned));
            origin.receipt(receipt);
        }
    }

    /// Finds the tree of an origin, and through its opening what the one before it ended with.
    private void prove(OriginEvidence origin) {
        origin.findTree();
        Optional<Opening> opening = origin.opening();
        if (opening.isEmpty()) {
            return;
        }
        Optional<Checkpoint> previous = opening.get().previous();
        Optional<OriginName> named = previous.flatMap(head -> OriginName.of(head.origin()));
        if (previous.isPresent()
                && (named.isEmpty()
                        || !named.get().isInOneSeriesWith(origin.name())
                        || named.get().number() >= origin.name().number())) {
            findings.add("opening-wrong", origin.origin(), "continues another series");
            return;
        }
        named.ifPresent(name ->
                origin(name)
                        .claim(
                                new SeenHead(
                                        previous.orElseThrow(), "opening:" + origin.origin(), 0)));
        int after = named.map(OriginName::number).orElse(0);
        for (OriginEvidence other : origins.values()) {
            if (other.name().isInOneSeriesWith(origin.name())
                    && other.name().number() > after
                    && other.name().number() < origin.name().number()) {
                skip(origin, other);
            }
        }
    }

    /// A start that died uses its number up: nothing was published under it. A checkpoint of a
    /// number that a later origin passes over shows two futures of one journal.
    private void skip(OriginEvidence origin, OriginEvidence passed) {
        passed.spend();
        passed.heads().stream()
                .findFirst()
                .ifPresent(head ->
                        findings.add(
                                "fork",
                                passed.origin(),
                                "passed over by opening:%s though %s was signed"
                                        .formatted(origin.origin(), head.words())));
    }
}
