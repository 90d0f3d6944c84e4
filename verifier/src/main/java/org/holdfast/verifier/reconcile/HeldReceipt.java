// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Hash;
import org.holdfast.journal.InclusionProof;
import org.holdfast.journal.TlogProof;
import org.jspecify.annotations.Nullable;

/// One receipt of the folder, and in the end what became of its entry. Not thread-safe.
final class HeldReceipt {
    /// What became of the entry, worst first.
    enum Outcome {
        /// The receipt does not verify; it counts for nothing.
        REFUSED,
        /// It verifies, and so does something else that contradicts it.
        CONTRADICTED,
        /// In no copy, and the receipt does not hold what would bring it back.
        LOST,
        /// A bare proof of an entry whose leaf hash nothing proves.
        UNPROVED,
        /// The entry is there; its content is in no copy.
        CONTENT_LOST,
        /// Entry or content are in no copy; the receipt holds the entry with its payload.
        RESTORABLE,
        /// Entry and content are there; the wrapped key is in no copy.
        KEYLESS,
        /// The entry is there; its content was erased by an act that is proved.
        ERASED,
        /// Entry, content and wrapped key are there.
        SAFE;

        String word() {
            return Words.code(this);
        }
    }

    /// What a verified receipt proves.
    ///
    /// @param leaf absent in a bare proof, which does not hold its entry
    /// @param proof absent in a promise
    record Proves(
            String grade,
            OriginName origin,
            Optional<Hash> leaf,
            boolean payload,
            Optional<TlogProof> proof,
            Optional<String> promised) {}

    private final String file;
    private final String sha256;
    private final @Nullable Proves proves;
    private @Nullable Outcome outcome;
    private String note;

    private HeldReceipt(String file, String sha256, @Nullable Proves proves, String note) {
        this.file = file;
        this.sha256 = sha256;
        this.proves = proves;
        this.note = note;
    }

    static HeldReceipt proved(String file, String sha256, Proves proves) {
        return new HeldReceipt(file, sha256, proves, Words.NONE);
    }

    static HeldReceipt refused(String file, String sha256, String why) {
        HeldReceipt receipt = new HeldReceipt(file, sha256, null, why);
        receipt.outcome = Outcome.REFUSED;
        return receipt;
    }

    String file() {
        return file;
    }

    /// Empty for a refused one.
    Optional<Proves> proves() {
        return Optional.ofNullable(proves);
    }

    /// The index that it proves; -1 for a promise.
    long index() {
        return proves == null || proves.proof().isEmpty()
                ? -1
                : proves.proof().get().index().value();
    }

    /// The checkpoint inside; the caller has a receipt with a proof.
    Checkpoint head() {
        return Checkpoint.parse(proves().flatMap(Proves::proof).orElseThrow().checkpoint().text());
    }

    /// The inclusion proof inside; the caller has a receipt with one.
    InclusionProof inclusion() {
        TlogProof proof = proves().flatMap(Proves::proof).orElseThrow();
        return new InclusionProof(proof.index(), head().size(), proof.path());
    }

    boolean holdsPayload() {
        return proves != null && proves.payload();
    }

    /// When it was promised, in seconds; the largest number where the time cannot be read.
    long promisedAt() {
        try {
            return Instant.parse(proves().flatMap(Proves::promised).orElseThrow()).getEpochSecond();
        } catch (DateTimeException _) {
            return Long.MAX_VALUE;
        }
    }

    boolean isDecided() {
        return outcome != null;
    }

    Outcome outcome() {
        return outcome == null ? Outcome.LOST : outcome;
    }

    /// Takes the better outcome: an entry that was carried over stands in two origins.
    void found(Outcome found, String why) {
        boolean denied = outcome == Outcome.REFUSED || outcome == Outcome.CONTRADICTED;
        if (!denied && (outcome == null || found.compareTo(outcome) > 0)) {
            outcome = found;
            note = why;
        }
    }

    /// Puts one of the two worst outcomes in place of any other.
    void deny(Outcome worst, String why) {
        outcome = worst;
        note = why;
    }

    String line() {
        Optional<Proves> known = proves();
        return "receipt %s %s %s %s %s %s %s %s"
                .formatted(
                        outcome().word(),
                        Words.name(file),
                        sha256,
                        known.map(Proves::grade).orElse(Words.NONE),
                        known.map(p -> p.origin().origin()).orElse(Words.NONE),
                        index() < 0 ? Words.NONE : Long.toString(index()),
                        known.flatMap(Proves::leaf).map(Hash::hex).orElse(Words.NONE),
                        note);
    }
}
