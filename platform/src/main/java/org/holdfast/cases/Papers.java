// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Receipt;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import org.holdfast.verifier.PaperEvidence;

/// Papers after they were issued, read from the node's journal. Thread-safe. Who may see a paper:
/// the person it is about, who made it, and officers and operators as their office allows; for
/// anybody else it does not exist.
public interface Papers {
    /// What is known about a paper.
    Answer<IssuedPaper> find(Principal who, String id);

    /// The signed file; refused with `erased` once the person's data or the paper was erased.
    Answer<Document> document(Principal who, String id);

    /// The receipt, as good as it is now.
    Answer<Receipt> receipt(Principal who, String id);

    /// What proves a paper should the office's keys be in other hands one day, for officers; with a
    /// moment, from before it. Refused with `no-proof-before` when no such proof was kept.
    Answer<PaperEvidence> evidence(Principal who, String id, Optional<Instant> before);

    /// The same for the verifier of this office, which shows it to nobody.
    Optional<PaperEvidence> evidence(String entryId, Instant before);

    /// The papers about a person, newest first.
    Answer<List<Listed>> of(Principal who, SubjectHandle subject, int limit);

    /// Withdraws a paper: it verifies as withdrawn from now on. Officers of the issuing office
    /// only. Repeating it with the same operation id gives the same answer.
    Answer<Receipt> withdraw(Principal who, String id, String reason, OperationId operation);

    /// The entry of a paper, for modules that keep papers; what it holds is shown to nobody who may
    /// not see the paper.
    Optional<StoredEntry> entry(String entryId);

    /// So often a paper is signed again at most.
    int MOST_ROUNDS = 16;

    /// Who sealed what, as a paper's entry says it.
    ///
    /// @param sha256 of the file, hexadecimal
    /// @param sealedBy key id of the seal
    record Sealed(
            String id,
            String number,
            String service,
            OfficeCode office,
            String sha256,
            String sealedBy) {
        /// The type of entries that hold papers.
        public static final String TYPE = PaperRecord.TYPE;

        /// The operation under which a paper is signed again, by the leaf hash of its entry:
        /// whatever is entered under it is erased with the paper.
        ///
        /// @param round from 1 to [Papers#MOST_ROUNDS]
        public static Handle resigning(Handles handles, Hash paper, int round) {
            return handles.of("resigned", paper.hex() + " " + round);
        }

        /// Reads the entry of a paper.
        ///
        /// @throws org.holdfast.ledger.LedgerFault as [StoredEntry#open]
        public static Sealed read(StoredEntry entry) {
            PaperRecord paper = PaperRecord.read(entry);
            return new Sealed(
                    paper.id(),
                    paper.number().text(),
                    paper.service(),
                    paper.office(),
                    paper.made().pdfSha256(),
                    paper.made().sealedBy());
        }
    }

    /// How many papers this node ever issued.
    long issued();

    /// What a verifier is told online, anybody may ask. Never what changed, only that.
    Status status(String entryId);

    /// A file to be handed out. The bytes are the caller's own.
    final class Document {
        private final String number;
        private final byte[] pdf;

        Document(String number, byte[] pdf) {
            this.number = number;
            this.pdf = pdf.clone();
        }

        /// The printed issue number, fit for a file name.
        public String number() {
            return number;
        }

        /// The signed PDF.
        public byte[] pdf() {
            return pdf.clone();
        }
    }

    /// The same as told to one principal: of a protected person's papers, only the person is told
    /// that the record changed.
    Status status(Principal who, String id);

    /// A line in a list of papers.
    ///
    /// @param standing as told to whoever reads the list
    record Listed(
            String id,
            String number,
            String service,
            Instant issuedAt,
            String by,
            Status standing) {}

    /// The standing of a paper.
    sealed interface Status {
        /// Issued here, not withdrawn, its facts are current.
        ///
        /// @param asOf up to when this node is known to have had every change
        record Current(Instant asOf) implements Status {}

        /// A record that it prints has a newer version, or was erased, since then.
        record Superseded(Instant since) implements Status {}

        /// It was withdrawn then.
        record Withdrawn(Instant since) implements Status {}

        /// No paper of that id was issued by this node.
        record Unknown() implements Status {}
    }
}
