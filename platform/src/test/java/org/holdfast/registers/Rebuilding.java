// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.database.Database;
import org.holdfast.ledger.CentralReplay;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.ReplayedEntry;

/// Registers made again from a journal, into a database.
record Rebuilding(Database database, CentralReplay journal, RegisterRebuild rebuild) {
    /// All of them, by batches of so many entries.
    ///
    /// @param meanwhile what happens before they are compared with the journal
    RegisterRebuild.Outcome all(int batch, Consumer<Database> meanwhile) {
        rebuild.begin();
        Iterator<List<ReplayedEntry>> batches = journal.batches(batch);
        while (batches.hasNext()) {
            write(batches.next());
        }
        database.transact(tx -> RegisterRebuild.readTo(tx, journal));
        meanwhile.accept(database);
        return rebuild.finish(journal.state(), last());
    }

    void write(List<ReplayedEntry> entries) {
        RegisterRebuild.Batch batch = rebuild.read(entries);
        database.transact(tx -> {
            journal.keep(tx, entries);
            rebuild.write(tx, batch);
        });
    }

    /// The journal's last entry.
    private Position last() {
        Head head = journal.head();
        return new Position(head.journal(), head.origin(), head.size() - 1);
    }
}
