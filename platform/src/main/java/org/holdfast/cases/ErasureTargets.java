// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Change;
import org.holdfast.registers.Entering;
import org.holdfast.registers.ErasedRecords.Held;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds out what an order reaches, and whether it may. Locks what it decides upon.
final class ErasureTargets {
    private final ErasureStores stores;
    private final InstantSource clock;

    ErasureTargets(ErasureStores stores, InstantSource clock) {
        this.stores = stores;
        this.clock = clock;
    }

    /// What an order reaches.
    ///
    /// @param records to be taken out of the register
    /// @param goesOn the household that goes on without the person
    record Found(
            List<KeyId> keys,
            List<Hash> entries,
            List<RecordRef> records,
            Optional<RecordVersion> goesOn) {}

    Found find(Tx tx, Erasures.EraseCommand command) throws NotPermitted {
        return switch (command.target()) {
            case Erasures.Target.Person(SubjectHandle subject) ->
                    person(tx, command.office(), subject);
            case Erasures.Target.Paper(String id) -> paper(command.office(), id);
        };
    }

    private Found paper(OfficeCode office, String id) throws NotPermitted {
        StoredEntry entry =
                PaperNames.operation(id)
                        .map(stores.names()::entry)
                        .flatMap(stores.ledger().node()::byOperation)
                        .filter(found -> found.leaf().type().equals(PaperRecord.TYPE))
                        .filter(found -> found.leaf().office().equals(office.value()))
                        .orElseThrow(() -> new NotPermitted(Refusal.Code.PAPER_UNKNOWN));
        if (entry.erasedBy().isPresent()) {
            throw new NotPermitted(Refusal.Code.ALREADY_ERASED);
        }
        // A receipt of the entry that it stands for must not bring the paper back.
        List<Hash> entries = new ArrayList<>();
        entries.add(entry.leafHash());
        entries.addAll(stoodFor(entry));
        entries.addAll(signedAgain(entry.leafHash()));
        return new Found(List.of(), entries, List.of(), Optional.empty());
    }

    /// What was appended to the file later goes with it.
    private List<Hash> signedAgain(Hash paper) {
        List<Hash> entries = new ArrayList<>();
        for (int round = 1; round <= Papers.MOST_ROUNDS; round++) {
            Optional<StoredEntry> one =
                    stores.ledger()
                            .node()
                            .byOperation(
                                    Papers.Sealed.resigning(stores.keys().handles(), paper, round));
            if (one.isEmpty()) {
                return entries;
            }
            entries.add(one.get().leafHash());
        }
        return entries;
    }

    private static Set<Hash> stoodFor(StoredEntry entry) {
        try {
            return RestoredFrom.of(entry).map(RestoredFrom::leaves).orElse(Set.of());
        } catch (LedgerFault unreadable) {
            return Set.of(); // damaged content is no reason to keep it
        }
    }

    private Found person(Tx tx, OfficeCode office, SubjectHandle subject) throws NotPermitted {
        Optional<RecordVersion> seen =
                stores.registers().byHandle(subject).flatMap(stores.registers()::current);
        Optional<RecordRef> home = seen.flatMap(ErasureTargets::household);
        // Moves lock household and members in the order of their ids; so does this.
        List<RecordRef> order = new ArrayList<>();
        seen.ifPresent(version -> order.add(version.ref()));
        home.ifPresent(order::add);
        order.sort(Comparator.comparing(RecordRef::id));
        order.forEach(ref -> stores.registers().lock(tx, ref));
        RecordVersion person =
                switch (stores.erased().lock(tx, subject)) {
                    case Held.Living(RecordVersion version) -> version;
                    case Held.Erased _ -> throw new NotPermitted(Refusal.Code.ALREADY_ERASED);
                    case Held.Unknown _ -> throw new NotPermitted(Refusal.Code.UNKNOWN_SUBJECT);
                };
        if (!person.office().equals(office)) {
            throw new NotPermitted(Refusal.Code.WRONG_OFFICE);
        }
        if (stores.protection().isProtected(person)) {
            throw new NotPermitted(Refusal.Code.ERASURE_RESTRICTED);
        }
        if (!household(person).equals(home)) {
            throw new NotPermitted(Refusal.Code.RECORD_CHANGED);
        }
        List<KeyId> keys = new ArrayList<>();
        keys.add(person.keys().record());
        person.keys().papers().ifPresent(keys::add);
        List<RecordRef> records = new ArrayList<>();
        records.add(person.ref());
        Optional<RecordVersion> goesOn = home.flatMap(ref -> stores.registers().lock(tx, ref));
        if (goesOn.isPresent() && others(person, goesOn.get()).isEmpty()) {
            keys.add(goesOn.get().keys().record());
            records.add(goesOn.get().ref());
            goesOn = Optional.empty();
        }
        if (goesOn.isPresent() && id(person).equals(text(goesOn.get(), "head"))) {
            throw new NotPermitted(Refusal.Code.HEAD_NEEDED);
        }
        return new Found(keys, List.of(), records, goesOn.filter(on -> lists(on, person)));
    }

    private static Optional<RecordRef> household(RecordVersion person) {
        String id = text(person, "household");
        return id.isEmpty()
                ? Optional.empty()
                : Optional.of(new RecordRef(person.ref().householdRegister(), UUID.fromString(id)));
    }

    private static String text(RecordVersion version, String field) {
        return version.facts().path(field).asString("");
    }

    private static String id(RecordVersion person) {
        return person.ref().id().toString();
    }

    private static boolean lists(RecordVersion home, RecordVersion person) {
        return members(home).contains(id(person));
    }

    private static List<String> members(RecordVersion home) {
        List<String> ids = new ArrayList<>();
        for (JsonNode member : home.facts().path("members")) {
            ids.add(member.asString(""));
        }
        return ids;
    }

    /// Members who can still be read.
    private List<String> others(RecordVersion person, RecordVersion home) {
        return members(home).stream()
                .filter(member -> !member.equals(id(person)))
                .filter(member ->
                        stores.registers()
                                .current(
                                        new RecordRef(
                                                person.ref().register(), UUID.fromString(member)))
                                .isPresent())
                .toList();
    }

    /// Enters the household without the person, so that the others go on as before.
    void leave(Tx tx, Erasures.EraseCommand command, Found found, Handle operation)
            throws NotPermitted {
        if (found.goesOn().isEmpty()) {
            return;
        }
        RecordVersion home = found.goesOn().get();
        String gone = found.records().getFirst().id().toString();
        List<String> staying =
                members(home).stream().filter(member -> !member.equals(gone)).toList();
        ObjectNode facts = home.facts();
        ArrayNode left = facts.putArray("members");
        staying.forEach(left::add);
        Entering entering =
                stores.registers()
                        .enter(
                                tx,
                                new Change(
                                        home.ref(),
                                        home.version(),
                                        home.office(),
                                        facts,
                                        LocalDate.ofInstant(
                                                clock.instant(), home.office().country().zone()),
                                        command.who().id(),
                                        Optional.of(operation)));
        if (!(entering instanceof Entering.Entered)) {
            throw new NotPermitted(Refusal.Code.RECORD_CHANGED);
        }
    }
}
