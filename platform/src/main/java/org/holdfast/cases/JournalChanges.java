// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.keys.Handle;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.JournalFiles;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordEntry;

/// What operations have entered, read in the central journal's files on this disk: needs no
/// database, and knows what is under a signed checkpoint. Thread-safe.
record JournalChanges(JournalFiles files) {
    JournalChange find(Handle operation) {
        List<JournalChange.Entry> entries =
                files.ofOperation(operation).stream()
                        .filter(entry -> JournalChange.Entry.isOne(entry.leaf()))
                        .map(entry ->
                                new JournalChange.Entry(
                                        entry.leaf(), entry.leafHash(), entry.openUnlessErased()))
                        .toList();
        return JournalChange.of(entries);
    }

    /// Whether a move is what is asked for, as far as its household's entry tells it: where to, and
    /// who. For moves whose entries do not say their request.
    boolean isOf(MovePlanner.Work work, MoveOutcome outcome) {
        Optional<RecordEntry> home =
                outcome.leaves().stream()
                        .findFirst()
                        .flatMap(files::byLeaf)
                        .flatMap(StoredEntry::openUnlessErased)
                        .map(RecordEntry::read);
        if (home.isEmpty()) {
            return false;
        }
        Moves.MoveCommand command = work.command();
        Set<String> moved = new HashSet<>();
        home.get().facts().path("members").forEach(id -> moved.add(id.asString("")));
        Set<String> asked = new HashSet<>();
        try {
            if (command.movers().isEmpty() && !moved.contains(work.subject().id().toString())) {
                return false;
            }
            for (SubjectHandle mover : command.movers()) {
                asked.add(work.known().person(mover, work.service()).id().toString());
            }
        } catch (NotPermitted unknown) {
            return false;
        }
        String address = work.rule().address().writing().of(command.address(), command.detail());
        return home.get().office().equals(command.office())
                && address.equals(home.get().facts().path("address").asString(""))
                && (command.movers().isEmpty() || asked.equals(moved));
    }

    /// What is left of an outcome when what was erased since is taken out, whatever row it was kept
    /// in.
    Optional<MoveOutcome> living(MoveOutcome outcome) {
        return outcome.without(leaf ->
                files.byLeaf(leaf).filter(entry -> entry.erasedBy().isPresent()).isPresent());
    }
}
