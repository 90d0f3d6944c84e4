// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.identity.Principal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.Receipt;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;

/// Blocks: who must not be served about a person, entered at a counter (주민등록법 제29조제6항; 住民基本台帳事務処理要領
/// 第5-10). A block is an entry of this node's own journal and needs neither the database nor a
/// merge. It acts at a node the moment that node sees it in any journal: a person is protected
/// while one block that was seen is neither lifted nor past its end. Thread-safe.
public interface Blocks {
    /// So many persons one block names at most.
    int MOST_BLOCKED = 10;

    /// How a block stands.
    enum State {
        /// It protects.
        IN_FORCE,
        /// An officer has lifted it.
        LIFTED,
        /// Its last day is over.
        ENDED;

        /// As in the API: `in-force`.
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// Somebody who must not be served.
    ///
    /// @param birth tells namesakes apart; without it all of that name are meant
    /// @param record the person's own record, if it is known
    record Blocked(String name, Optional<LocalDate> birth, Optional<RecordRef> record) {
        /// Does not print who.
        @Override
        public String toString() {
            return "Blocked";
        }
    }

    /// Somebody who must not be served, as an officer names them.
    record Named(String name, Optional<LocalDate> birth, Optional<SubjectHandle> subject) {
        /// Does not print who.
        @Override
        public String toString() {
            return "Named";
        }
    }

    /// A demand to block.
    ///
    /// @param blocked nobody when only third parties are to be kept away; [#MOST_BLOCKED] at most
    /// @param until the last day, in the office's zone; until it is lifted when absent
    /// @param evidence what the officer has seen, in words
    record BlockCommand(
            Principal who,
            OperationId operation,
            SubjectHandle subject,
            List<Named> blocked,
            Optional<LocalDate> until,
            String evidence) {
        public BlockCommand {
            blocked = List.copyOf(blocked);
        }

        /// Does not print whom it is about.
        @Override
        public String toString() {
            return "BlockCommand";
        }
    }

    /// A demand to lift one block.
    ///
    /// @param reason the officer's words
    record LiftCommand(Principal who, OperationId operation, String id, String reason) {}

    /// A lift.
    record Lifted(Instant at, String as, String reason) {}

    /// A block and how it stands, as far as this node has seen.
    ///
    /// @param office where it was entered
    /// @param as how the person it is about is told who entered it
    /// @param places where its entries that are not lifted stand in node journals; more than one
    ///   when one command was tried at two sites; those without a checkpoint are left out
    /// @param receipt of the block, or of its lift when a lift is answered
    /// @param repeated whether this answers the same request again
    record Block(
            String id,
            OfficeCode office,
            RecordRef subject,
            State state,
            List<Blocked> blocked,
            Optional<LocalDate> until,
            String evidence,
            String as,
            Instant at,
            Optional<Lifted> lifted,
            List<Position> places,
            Receipt receipt,
            boolean repeated) {
        public Block {
            blocked = List.copyOf(blocked);
            places = List.copyOf(places);
        }

        /// Does not print whom it is about.
        @Override
        public String toString() {
            return "Block[" + id + ", " + state + "]";
        }
    }

    /// Enters a block, for an officer of the office that keeps the record. It acts here when the
    /// entry is on this disk, before this returns; then waits up to three seconds for `mirrored`.
    /// The same again gives the first answer.
    Answer<Block> enter(BlockCommand command);

    /// The blocks of a person, newest first; for officers of the office that keeps the record.
    Answer<List<Block>> of(Principal who, SubjectHandle subject);

    /// Lifts one block and no other; for officers of the office that keeps the record. The same
    /// again gives the first answer.
    Answer<Block> lift(LiftCommand command);

    /// Whether a block that this node has seen protects a person now.
    boolean isBlocked(RecordRef person);

    /// Whether a person is protected now, by what this version of the record says or by a block.
    boolean isProtected(RecordVersion person);

    /// Runs what acts upon who is protected, up to its own entry; nobody enters or lifts a block
    /// here meanwhile.
    <T> T acting(Supplier<T> work);

    /// Up to where this node has read the node journals of all sites: it acts upon every block
    /// there.
    List<Position> read();
}
