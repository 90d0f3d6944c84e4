// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.registers.RecordRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rows by which an operation happens once. Two tries at once meet at the row: the second waits
/// for the first transaction and then reads what it entered.
///
/// The rows are made anew from the journal by a rebuild and an import ([ChangeImport]). An
/// operation that has no row is looked for in the journal's files as well, so that a lost row
/// enters nothing twice.
final class ChangeRows {
    /// The request of an operation whose entries do not say it.
    static final String UNKNOWN = "";

    private static final String ERASED = "erased";

    private final InstantSource clock;
    private final JournalChanges journal;

    ChangeRows(InstantSource clock, JournalChanges journal) {
        this.clock = clock;
        this.journal = journal;
    }

    /// Whether what is kept of an operation is of the request that asks.
    @FunctionalInterface
    interface Same {
        /// Compares.
        ///
        /// @param request as it was kept; [#UNKNOWN] where nobody noted it
        boolean test(String request, ObjectNode outcome);
    }

    /// A row as a journal tells it.
    record Told(Handle operation, String request, ObjectNode outcome, Instant at) {}

    /// As [#claim(Tx, Handle, String, Same)]; a request that nobody noted is another one.
    Optional<ObjectNode> claim(Tx tx, Handle operation, String digest) {
        return claim(tx, operation, digest, (request, _) -> request.equals(digest));
    }

    /// Takes the operation's row, or gives what an earlier try entered.
    ///
    /// @throws Undone when the earlier try was another request, or what it entered was erased
    Optional<ObjectNode> claim(Tx tx, Handle operation, String digest, Same same) {
        int rows =
                tx.jdbc()
                        .sql(
                                """
                                insert into cases.change (operation, digest, outcome, entered_at)
                                values (:op, :digest, '{}', :now) on conflict do nothing
                                """)
                        .param("op", operation.bytes())
                        .param("digest", digest)
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .update();
        if (rows == 1) {
            return lost(tx, operation, same);
        }
        Map<String, @Nullable Object> row =
                tx.jdbc()
                        .sql(
                                "select digest, outcome::text as outcome from cases.change"
                                        + " where operation = :op")
                        .param("op", operation.bytes())
                        .query()
                        .singleRow();
        return Optional.of(
                earlier(
                        String.valueOf(row.get("digest")),
                        parse(String.valueOf(row.get("outcome"))),
                        same));
    }

    private static ObjectNode earlier(String request, ObjectNode outcome, Same same) {
        if (outcome.has(ERASED)) {
            throw new Undone(Refusal.of(Refusal.Code.ERASED));
        }
        if (!same.test(request, outcome)) {
            throw new Undone(Refusal.of(Refusal.Code.OPERATION_REUSED));
        }
        return outcome;
    }

    /// What the journal knows of an operation that had no row; the row is written again.
    private Optional<ObjectNode> lost(Tx tx, Handle operation, Same same) {
        boolean taken = true;
        try {
            Optional<ObjectNode> found =
                    switch (journal.find(operation)) {
                        case JournalChange.None _ -> Optional.empty();
                        case JournalChange.Erased _ ->
                                Optional.of(earlier(UNKNOWN, erased(), same));
                        case JournalChange.Known(String request, ObjectNode outcome) ->
                                Optional.of(earlier(request, outcome, same));
                    };
            found.ifPresent(outcome -> keep(tx, operation, outcome));
            taken = false;
            return found;
        } finally {
            if (taken) {
                release(tx, operation); // whoever catches the refusal goes on with the transaction
            }
        }
    }

    private static ObjectNode parse(String json) {
        return CanonicalJson.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /// What an operation has entered; empty while nothing is committed under it.
    static Optional<ObjectNode> find(Tx tx, Handle operation) {
        return tx.jdbc()
                .sql("select outcome::text from cases.change where operation = :op")
                .param("op", operation.bytes())
                .query(String.class)
                .optional()
                .map(ChangeRows::parse);
    }

    /// Gives a row back that this transaction has claimed and enters nothing for.
    static void release(Tx tx, Handle operation) {
        tx.jdbc()
                .sql("delete from cases.change where operation = :op and outcome = '{}'::jsonb")
                .param("op", operation.bytes())
                .update();
    }

    /// Which of these operations have rows.
    static Set<Handle> known(Tx tx, Collection<Handle> operations) {
        return new HashSet<>(
                tx.jdbc()
                        .sql("select operation from cases.change where operation in (:operations)")
                        .param("operations", operations.stream().map(Handle::bytes).toList())
                        .query((row, _) -> Handle.of(row.getBytes(1)))
                        .list());
    }

    /// Writes rows as a journal tells them, over those that are there.
    static void write(Tx tx, List<Told> rows) {
        tx.batch(
                """
                insert into cases.change (operation, digest, outcome, entered_at)
                values (?, ?, ?::jsonb, ?) on conflict (operation) do update
                set digest = excluded.digest, outcome = excluded.outcome
                """,
                rows.stream()
                        .map(row ->
                                new Object[] {
                                    row.operation().bytes(),
                                    row.request(),
                                    CanonicalJson.text(row.outcome()),
                                    row.at().atOffset(ZoneOffset.UTC)
                                })
                        .toList());
    }

    /// What is kept of an operation whose entries were erased.
    static ObjectNode erased() {
        return CanonicalJson.object().put(ERASED, true);
    }

    /// Writes what an operation has entered, as a journal tells it; over a row only when that does
    /// not know the request.
    void restore(Tx tx, Handle operation, String digest, ObjectNode outcome) {
        tx.jdbc()
                .sql(
                        """
                        insert into cases.change as c (operation, digest, outcome, entered_at)
                        values (:op, :digest, :outcome::jsonb, :now) on conflict (operation)
                        do update set digest = excluded.digest, outcome = excluded.outcome
                        where c.digest = '' and not jsonb_exists(c.outcome, 'erased')
                        """)
                .param("op", operation.bytes())
                .param("digest", digest)
                .param("outcome", CanonicalJson.text(outcome))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Keeps what the claimed operation has entered.
    void keep(Tx tx, Handle operation, ObjectNode outcome) {
        tx.jdbc()
                .sql("update cases.change set outcome = :outcome::jsonb where operation = :op")
                .param("outcome", CanonicalJson.text(outcome))
                .param("op", operation.bytes())
                .update();
    }

    private record Kept(Handle operation, ObjectNode outcome) {}

    /// Takes an erased record out of what is kept of the moves that it was part of.
    static void forget(Tx tx, RecordRef ref) {
        List<Kept> rows =
                tx.jdbc()
                        .sql(
                                "select operation, outcome::text from cases.change"
                                        + " where outcome -> 'records' @> to_jsonb(:ref::text)"
                                        + " for update")
                        .param("ref", ref.toString())
                        .query((row, _) ->
                                new Kept(Handle.of(row.getBytes(1)), parse(row.getString(2))))
                        .list();
        List<Object[]> changed = new ArrayList<>();
        for (Kept row : rows) {
            MoveOutcome outcome = MoveOutcome.read(row.outcome());
            Set<Hash> gone = new HashSet<>();
            for (int i = 0; i < outcome.records().size(); i++) {
                if (outcome.records().get(i).equals(ref)) {
                    gone.add(outcome.leaves().get(i));
                }
            }
            Optional<MoveOutcome> left = outcome.without(gone::contains);
            changed.add(
                    new Object[] {
                        CanonicalJson.text(
                                left.map(some -> some.in(row.outcome()))
                                        .orElseGet(ChangeRows::erased)),
                        left.isEmpty(),
                        row.operation().bytes()
                    });
        }
        tx.batch(
                "update cases.change set outcome = ?::jsonb,"
                        + " digest = case when ? then '' else digest end where operation = ?",
                changed);
    }
}
