// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.holdfast.cases.Moves;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.Receipt;
import org.holdfast.registers.RecordRef;

/// One entry that a move made, as its page shows it.
///
/// @param kind `new` and `old` for households, `same` for one that moved whole and was kept,
///   `person`; empty when it was not noted
/// @param name whose record; empty for a household
record MovedEntry(String kind, String name, String grade, String journal, String index) {
    /// @param names the name of a person by the record
    static List<MovedEntry> of(Moves.Moved moved, Function<RecordRef, String> names, Page page) {
        List<MovedEntry> entries = new ArrayList<>();
        boolean kept = moved.records().stream().filter(ref -> !ref.person()).count() == 1;
        for (int i = 0; i < moved.receipts().size(); i++) {
            Receipt receipt = moved.receipts().get(i);
            boolean noted = i < moved.records().size();
            boolean person = noted && moved.records().get(i).person();
            entries.add(
                    new MovedEntry(
                            person ? "person" : household(i, noted, kept),
                            person ? names.apply(moved.records().get(i)) : "",
                            receipt.grade().code(),
                            receipt.position().map(Position::journal).orElse(""),
                            receipt.position()
                                    .map(p -> page.figures().number(p.index()))
                                    .orElse("")));
        }
        return List.copyOf(entries);
    }

    private static String household(int at, boolean noted, boolean kept) {
        if (at == 0) {
            return kept ? "same" : "new";
        }
        return noted ? "old" : "";
    }

    boolean sealed() {
        return !"promised".equals(grade);
    }

    /// Prints no person.
    @Override
    public String toString() {
        return "MovedEntry[" + kind + "]";
    }
}
