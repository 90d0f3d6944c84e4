// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CentralReplay;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.ReplayedEntry;

/// Counts the changes of the central journal anew and compares the acceptance numbers in the
/// database with that: each change has its rank among those of its office and legal year, no number
/// is given twice, and none is missing. Changes nothing. Not thread-safe.
public final class NumberCheck {
    private static final int BATCH = 2_000;
    private static final int MOST_DIFFERENCES = 20;

    private final Map<Handle, Acceptance> expected = new LinkedHashMap<>();
    private final Map<Numbering.Book, Long> last = new HashMap<>();

    NumberCheck() {}

    /// Compares the database of an office that does not run with its journal's files. What the
    /// office had not followed when it ended gets its numbers at the next start.
    ///
    /// @return what does not agree, at most 20; without personal data
    public static List<String> run(Database database, CentralReplay journal) {
        return database.inTransaction(tx -> {
            boolean there =
                    tx.jdbc()
                            .sql("select to_regclass('registers.acceptance') is not null")
                            .query(Boolean.class)
                            .single();
            // An office of a program that gave no numbers has none yet.
            return there ? compare(tx, journal) : List.of();
        });
    }

    private static List<String> compare(Tx tx, CentralReplay journal) {
        NumberCheck check = new NumberCheck();
        Predicate<ReplayedEntry> followed = journal.readBy(tx, Numbering.READER);
        Iterator<List<ReplayedEntry>> batches = journal.batches(BATCH);
        while (batches.hasNext()) {
            batches.next().stream().filter(followed).map(ReplayedEntry::leaf).forEach(check::add);
        }
        return check.differences(tx);
    }

    /// The next entry under a signed checkpoint.
    void add(Leaf leaf) {
        Numbering.claim(leaf)
                .filter(claim -> !expected.containsKey(claim.operation()))
                .ifPresent(claim ->
                        expected.put(
                                claim.operation(),
                                new Acceptance(
                                        claim.office(),
                                        claim.year(),
                                        last.merge(
                                                new Numbering.Book(claim.office(), claim.year()),
                                                1L,
                                                Long::sum))));
    }

    /// What the rows say otherwise, at most 20.
    List<String> differences(Tx tx) {
        List<Numbering.Numbered> rows;
        Map<Numbering.Book, Long> lasts;
        try {
            rows = Numbering.DATABASE.all(tx.jdbc());
            // One whose program kept no last numbers gets them at its next start.
            lasts = keepsLasts(tx) ? Numbering.DATABASE.lasts(tx.jdbc()) : new HashMap<>(last);
        } catch (CopyReads.Altered altered) {
            return List.of("acceptance numbers: " + altered.getMessage());
        }
        List<String> found = new ArrayList<>();
        Map<Handle, Acceptance> left = new LinkedHashMap<>(expected);
        for (Numbering.Numbered row : rows) {
            Acceptance should = left.remove(row.operation());
            if (should == null) {
                found.add(
                        line(row.operation(), row.acceptance(), "is of no change in the journal"));
            } else if (!should.equals(row.acceptance())) {
                found.add(
                        line(
                                row.operation(),
                                row.acceptance(),
                                "stands where the journal gives " + words(should)));
            }
        }
        left.forEach((operation, should) -> found.add(line(operation, should, "is missing")));
        last.forEach((book, number) -> {
            Long kept = lasts.remove(book);
            if (!number.equals(kept)) {
                found.add(
                        "the last acceptance number of %s is %d, and the row that says it %s"
                                .formatted(
                                        book, number, kept == null ? "is missing" : "has " + kept));
            }
        });
        lasts.forEach((book, number) ->
                found.add(
                        "the last acceptance number of %s is said to be %d, and it has none"
                                .formatted(book, number)));
        return List.copyOf(found.subList(0, Math.min(found.size(), MOST_DIFFERENCES)));
    }

    /// Takes all numbers out of the database. They are ranks in the journal: whoever gives numbers
    /// counts them anew from its first entry, and gives the same. Until then they follow.
    public static void forget(Database database) {
        database.transact(tx -> {
            CentralReplay.readNothing(tx, Numbering.READER);
            tx.jdbc().sql("delete from registers.acceptance").update();
            if (keepsLasts(tx)) {
                tx.jdbc().sql("delete from registers.acceptance_last").update();
            }
        });
    }

    private static boolean keepsLasts(Tx tx) {
        return tx.jdbc()
                .sql("select to_regclass('registers.acceptance_last') is not null")
                .query(Boolean.class)
                .single();
    }

    private static String line(Handle operation, Acceptance acceptance, String why) {
        return "change " + operation + ": acceptance number " + words(acceptance) + " " + why;
    }

    private static String words(Acceptance acceptance) {
        return acceptance.text() + " of " + acceptance.office();
    }
}
