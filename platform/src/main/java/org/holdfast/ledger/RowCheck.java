// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.holdfast.database.Database;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.SqlRows.Row;

/// Compares the rows of the central journal with the leaves in its files.
final class RowCheck {
    private static final int BATCH = 2_000;

    private final Database database;
    private final List<String> faults;
    private final ErasureCheck erasures;

    RowCheck(Database database, List<String> faults, ErasureCheck erasures) {
        this.erasures = erasures;
        this.database = database;
        this.faults = faults;
    }

    void run(Map<Integer, List<Hash>> files) {
        files.forEach(this::origin);
    }

    private void origin(int number, List<Hash> leaves) {
        long next = 1;
        while (next < leaves.size()) {
            long from = next;
            List<Row> rows = database.inTransaction(tx -> SqlRows.read(tx, number, from, BATCH));
            if (rows.isEmpty()) {
                break;
            }
            for (Row row : rows) {
                if (next < leaves.size()) {
                    compare(number, next, row, leaves.get((int) next));
                }
                next++;
            }
        }
        if (next < leaves.size()) {
            faults.add(
                    "origin %d: the files hold %d entries, the database %d"
                            .formatted(number, leaves.size() - 1, next - 1));
        }
    }

    private void compare(int number, long position, Row row, Hash leaf) {
        boolean same =
                row.id() == position
                        && row.leaf().equals(leaf)
                        && row.stored().leafHash().equals(leaf);
        String where = "origin %d: row %d ".formatted(number, position);
        if (!same) {
            faults.add(where + "is not the entry");
        } else {
            payload(where, row);
        }
    }

    /// Zero bytes are right where an act of erasure covers the entry, and nowhere else.
    private void payload(String where, Row row) {
        Leaf leaf = Leaf.decode(row.stored().entry());
        byte[] payload = row.stored().blobs().getFirst();
        if (Envelopes.sha256(payload).equals(leaf.payload())) {
            return;
        }
        if (!Arrays.equals(payload, new byte[payload.length])) {
            faults.add(where + "is not the entry");
        } else if (!erasures.covers(leaf, row.leaf())) {
            faults.add(where + "has zero bytes for its payload, and no act of erasure names it");
        }
    }
}
