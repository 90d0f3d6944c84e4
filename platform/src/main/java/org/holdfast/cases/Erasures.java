// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Attestation;
import org.holdfast.ledger.MirrorAttestation;
import org.holdfast.ledger.Receipt;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Acceptance;

/// Erases a person's data, or one paper, by an officer of the office that keeps it, upon a legal
/// basis. It cannot be undone by anybody. Confirmation by a second officer is not asked for yet.
/// Thread-safe.
///
/// What ends: the readable rows of the live register, the person's accounts, the data keys and with
/// them every record, paper and look about the person in both journals, whose bytes are made zero.
/// What stays: opaque names, numbers and hashes, so that everything still verifies; what other
/// people's records and papers say of the person; and backups until the day that the act names.
public interface Erasures {
    /// Orders an erasure and carries it out. Repeating it with the same operation id gives the same
    /// answer, and finishes what a fault has left.
    Answer<Erasure> erase(EraseCommand command);

    /// An erasure, as far as it has come; for officers of its office and operators.
    Answer<Erasure> find(Principal who, String id);

    /// What is to be erased.
    sealed interface Target {
        /// Everything about a person; the household's record too, when nobody else is left in it.
        record Person(SubjectHandle subject) implements Target {}

        /// The file and the facts of one paper.
        record Paper(String id) implements Target {}
    }

    /// An order.
    ///
    /// @param basis code or article of a [LegalBasis] of the office's country
    /// @param reason up to 400 characters, kept encrypted
    record EraseCommand(
            Principal who,
            OfficeCode office,
            OperationId operation,
            Target target,
            String basis,
            String reason) {
        /// Does not print whom it is about.
        @Override
        public String toString() {
            return "EraseCommand[" + operation + "]";
        }
    }

    /// How far an erasure has come.
    ///
    /// @param basis empty when only a tombstone or an attestation told of it
    /// @param keys data keys destroyed, or to be destroyed
    /// @param papers papers zeroed singly, or to be zeroed
    /// @param backupsUntil the day on which the last backup that may hold the data ends
    /// @param attestations what sites said they have done, newest first; empty: not finished yet
    /// @param copies what mirrors said they have done in their copies, one of each place
    /// @param waiting the mirrors that have not said so yet
    /// @param receipts of the act, then of each attestation
    /// @param acceptance the number of the change of the household that the person left by it;
    ///   empty when it changed none, and until that is known
    /// @param repeated whether an earlier answer is given again
    record Erasure(
            String id,
            OfficeCode office,
            Optional<LegalBasis> basis,
            Instant at,
            int keys,
            int papers,
            LocalDate backupsUntil,
            List<Attestation> attestations,
            List<MirrorAttestation> copies,
            List<String> waiting,
            List<Receipt> receipts,
            Optional<Acceptance> acceptance,
            boolean repeated) {
        public Erasure {
            attestations = List.copyOf(attestations);
            copies = List.copyOf(copies);
            waiting = List.copyOf(waiting);
            receipts = List.copyOf(receipts);
        }
    }
}
