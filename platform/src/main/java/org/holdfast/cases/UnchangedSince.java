// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.database.Tx;
import org.holdfast.documents.guard.FactVersion;
import org.holdfast.journal.Hash;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;

/// Compares the records of a filing with what its node had seen. Thread-safe.
final class UnchangedSince {
    private final Registers registers;
    private final FilingsBefore before;

    UnchangedSince(Registers registers, FilingsBefore before) {
        this.registers = registers;
        this.before = before;
    }

    /// Whether all that has happened to these records since is what the filings before this one,
    /// which its node had seen, have made.
    boolean is(Tx tx, FilingBook.Line line, FilingRecord filing, HouseholdView now) {
        Map<String, FactVersion> base =
                filing.base().stream()
                        .collect(Collectors.toMap(FactVersion::record, version -> version));
        List<RecordVersion> all = new ArrayList<>(now.members());
        all.add(now.household());
        Set<Hash> expected = before.made(tx, line);
        for (RecordVersion version : all) {
            FactVersion then = base.get(version.ref().toString());
            if (then != null && then.leafHash().equals(version.leaf().hex())) {
                continue;
            }
            List<Hash> later = since(version.ref(), then == null ? 0 : then.version());
            if (!later.contains(version.leaf())) {
                throw new IllegalStateException("the history that was read is not the newest");
            }
            if (!expected.containsAll(later)) {
                return false;
            }
        }
        return !now.members().isEmpty();
    }

    private List<Hash> since(RecordRef ref, long version) {
        return registers.history(ref).stream()
                .filter(later -> later.version() > version)
                .map(RecordVersion::leaf)
                .toList();
    }
}
