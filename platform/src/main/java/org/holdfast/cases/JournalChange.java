// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.ErasureAct;
import org.holdfast.ledger.Leaf;
import org.holdfast.registers.RecordEntry;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the central journal says that an operation has entered: the one reading of it, for answers
/// without the database, for the rows of a rebuilt one, and for whoever finds no row.
sealed interface JournalChange {
    /// It was entered.
    ///
    /// @param request as the row of the operation has it; empty where the entries are from before
    ///   it was noted
    /// @param outcome as the row of the operation has it
    record Known(String request, ObjectNode outcome) implements JournalChange {}

    /// It was entered, and what would tell of it was erased since.
    record Erased() implements JournalChange {}

    /// The journal knows no change of it.
    record None() implements JournalChange {}

    /// One entry of an operation.
    ///
    /// @param content empty when it was erased
    record Entry(Leaf leaf, Hash hash, Optional<ObjectNode> content) {
        /// Whether an entry of this type is part of a change.
        static boolean isOne(Leaf leaf) {
            return leaf.type().equals(RecordEntry.TYPE) || leaf.type().equals(ErasureAct.TYPE);
        }

        /// Does not print content.
        @Override
        public String toString() {
            return "Entry[" + hash + "]";
        }
    }

    /// Reads an operation out of its entries.
    ///
    /// @param entries all of one operation
    static JournalChange of(List<Entry> entries) {
        Optional<Entry> act =
                entries.stream()
                        .filter(entry -> entry.leaf().type().equals(ErasureAct.TYPE))
                        .findFirst();
        if (act.isPresent()) {
            return erasure(act.get());
        }
        List<Entry> records =
                entries.stream()
                        .filter(entry -> entry.leaf().type().equals(RecordEntry.TYPE))
                        .toList();
        List<Read> readable = records.stream().flatMap(entry -> Read.of(entry).stream()).toList();
        if (records.isEmpty()) {
            return new None();
        }
        if (readable.isEmpty()) {
            return new Erased();
        }
        return readable.stream().anyMatch(one -> one.part().isPresent())
                ? noted(readable)
                : old(readable, readable.size() == records.size());
    }

    /// An act is public for ever.
    private static JournalChange erasure(Entry act) {
        ObjectNode content = act.content().orElseThrow();
        return new Known(
                content.path("request").asString(""),
                CanonicalJson.object().put("erasure", act.hash().base64()));
    }

    /// A record entry that can be read.
    record Read(Hash leaf, RecordEntry record, Optional<MovePart> part) {
        static Optional<Read> of(Entry entry) {
            return entry.content()
                    .map(RecordEntry::read)
                    .map(record -> new Read(entry.hash(), record, MovePart.of(record)));
        }

        private RecordRef ref() {
            return record.ref();
        }

        private UUID id() {
            return record.ref().id();
        }

        private boolean isOf(Read home) {
            return record.facts().path("household").asString("").equals(home.id().toString());
        }

        /// Does not print facts.
        @Override
        public String toString() {
            return "Read[" + leaf + "]";
        }
    }

    /// Every entry says where it stands; without the household at the new address nobody could be
    /// told of the move.
    private static JournalChange noted(List<Read> readable) {
        List<Read> ordered =
                readable.stream()
                        .filter(one -> one.part().isPresent())
                        .sorted(Comparator.comparingInt(one -> one.part().orElseThrow().number()))
                        .toList();
        MovePart first = ordered.getFirst().part().orElseThrow();
        if (first.number() != 0) {
            return new Erased();
        }
        return new Known(
                first.request(), outcome(ordered, first.movers()).put("late", first.late()));
    }

    private static ObjectNode outcome(List<Read> ordered, int movers) {
        return new MoveOutcome(
                        ordered.getFirst().record().validFrom(),
                        movers,
                        false,
                        ordered.stream().map(Read::leaf).toList(),
                        ordered.stream().map(Read::ref).toList())
                .json();
    }

    /// Entries from before they said it: the move is read out of the facts. Who takes part is told
    /// by the household at the new address, which is a new one or the only one.
    ///
    /// @param whole whether nothing of the operation was erased
    private static JournalChange old(List<Read> readable, boolean whole) {
        List<Read> persons = readable.stream().filter(one -> one.ref().person()).toList();
        List<Read> homes = readable.stream().filter(one -> !one.ref().person()).toList();
        if (whole && (persons.isEmpty() || homes.isEmpty())) {
            return new None();
        }
        Optional<Read> home =
                homes.stream()
                        .filter(one -> one.record().version() == 1)
                        .findFirst()
                        .or(() ->
                                homes.stream().filter(_ -> whole && homes.size() == 1).findFirst());
        if (home.isEmpty() || persons.isEmpty()) {
            return new Erased();
        }
        Read at = home.get();
        List<Read> ordered = new ArrayList<>();
        ordered.add(at);
        int movers = 0;
        for (JsonNode member : at.record().facts().path("members")) {
            movers++;
            persons.stream()
                    .filter(one -> one.id().toString().equals(member.asString("")))
                    .forEach(ordered::add);
        }
        persons.stream().filter(one -> !one.isOf(at)).forEach(ordered::add);
        homes.stream().filter(one -> !one.equals(at)).forEach(ordered::add);
        ObjectNode outcome = outcome(ordered, movers);
        outcome.remove("late");
        persons.stream()
                .filter(one -> one.isOf(at))
                .findFirst()
                .ifPresent(mover -> reported(outcome, mover.record().facts()));
        return new Known("", outcome);
    }

    /// The days by which the pack says whether it was late, as the register keeps them.
    private static void reported(ObjectNode outcome, ObjectNode facts) {
        JsonNode stay = facts;
        String reported = "notified";
        String moved = "addressFrom";
        if (facts.path("addresses") instanceof ArrayNode stays && !stays.isEmpty()) {
            stay = stays.get(stays.size() - 1);
            reported = "reported";
            moved = "movedOn";
        }
        if (stay.has(reported) && stay.has(moved)) {
            outcome.put("reported", stay.path(reported).asString(""));
            outcome.put("movedOn", stay.path(moved).asString(""));
        }
    }
}
