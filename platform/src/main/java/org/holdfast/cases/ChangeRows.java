// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.holdfast.database.Tx;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rows by which an operation happens once. Two tries at once meet at the row: the second waits
/// for the first transaction and then reads what it entered.
final class ChangeRows {
    private final InstantSource clock;

    ChangeRows(InstantSource clock) {
        this.clock = clock;
    }

    /// Takes the operation's row, or gives what an earlier try entered.
    ///
    /// @throws Undone when the earlier try was another request
    Optional<ObjectNode> claim(Tx tx, Handle operation, String digest) {
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
            return Optional.empty();
        }
        Map<String, @Nullable Object> row =
                tx.jdbc()
                        .sql(
                                "select digest, outcome::text as outcome from cases.change"
                                        + " where operation = :op")
                        .param("op", operation.bytes())
                        .query()
                        .singleRow();
        if (!digest.equals(row.get("digest"))) {
            throw new Undone(Refusal.of(Refusal.Code.OPERATION_REUSED));
        }
        return Optional.of(
                CanonicalJson.parse(
                        String.valueOf(row.get("outcome")).getBytes(StandardCharsets.UTF_8)));
    }

    /// What an operation has entered; empty while nothing is committed under it.
    static Optional<ObjectNode> find(Tx tx, Handle operation) {
        return tx.jdbc()
                .sql("select outcome::text from cases.change where operation = :op")
                .param("op", operation.bytes())
                .query(String.class)
                .optional()
                .map(outcome -> CanonicalJson.parse(outcome.getBytes(StandardCharsets.UTF_8)));
    }

    /// Gives a row back that this transaction has claimed and enters nothing for.
    static void release(Tx tx, Handle operation) {
        tx.jdbc()
                .sql("delete from cases.change where operation = :op and outcome = '{}'::jsonb")
                .param("op", operation.bytes())
                .update();
    }

    /// Writes what an operation has entered, as a journal tells it; nothing when the row is there.
    void restore(Tx tx, Handle operation, String digest, ObjectNode outcome) {
        tx.jdbc()
                .sql(
                        """
                        insert into cases.change (operation, digest, outcome, entered_at)
                        values (:op, :digest, :outcome::jsonb, :now) on conflict do nothing
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
}
