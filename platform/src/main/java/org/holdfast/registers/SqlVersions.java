// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.journal.Hash;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Position;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Reads versions. "As of a position" is one lateral join that takes the newest version with a
/// place at the position or before it; without a position it takes the record's current version.
final class SqlVersions {
    private static final String COLUMNS =
            """
            select v.canonical, v.leaf, r.record_key, r.papers_key, o.name, o.origin, p.index
            """;
    private static final String CURRENT =
            "join registers.version v on v.record = r.id and v.version = r.version\n";
    private static final String AS_OF =
            """
            join lateral (
                select w.* from registers.version w
                join registers.place q on q.leaf = w.leaf
                where w.record = r.id and (q.origin, q.index) <= (:origin, :index)
                order by w.version desc limit 1) v on true
            """;
    private static final String PLACES =
            """
            left join registers.place p on p.leaf = v.leaf
            left join registers.origin o on o.number = p.origin
            """;

    private SqlVersions() {}

    static Optional<RecordVersion> one(
            JdbcClient jdbc, RecordRef ref, @Nullable Position point, String lock) {
        String sql =
                COLUMNS
                        + "from registers.record r\n"
                        + (point == null ? CURRENT : AS_OF)
                        + PLACES
                        + "where r.id = :id and r.register = :register "
                        + lock;
        return at(jdbc.sql(sql).param("id", ref.id()).param("register", ref.register()), point)
                .query(SqlVersions::read)
                .optional();
    }

    static List<RecordVersion> all(JdbcClient jdbc, RecordRef ref) {
        String sql =
                COLUMNS
                        + "from registers.record r join registers.version v on v.record = r.id\n"
                        + PLACES
                        + "where r.id = :id and r.register = :register order by v.version";
        return jdbc.sql(sql)
                .param("id", ref.id())
                .param("register", ref.register())
                .query(SqlVersions::read)
                .list();
    }

    /// The current versions of records, by a condition over `r` and `:keys`.
    static List<RecordVersion> where(JdbcClient jdbc, String condition, List<byte[]> keys) {
        return jdbc.sql(
                        COLUMNS
                                + "from registers.record r\n"
                                + CURRENT
                                + PLACES
                                + "where "
                                + condition
                                + " order by r.id")
                .param("keys", keys)
                .query(SqlVersions::read)
                .list();
    }

    static Optional<HouseholdView> household(
            JdbcClient jdbc, RecordRef person, @Nullable Position point) {
        String take = point == null ? CURRENT : AS_OF;
        String sql =
                """
                with person as (
                    select (v.facts ->> 'household')::uuid as home from registers.record r
                    %1$s where r.id = :id and r.register = :register),
                home as (
                    select r.id, v.facts from registers.record r
                    %1$s join person on r.id = person.home),
                wanted as (
                    select id from home
                    union all
                    select m::uuid
                    from home, jsonb_array_elements_text(home.facts -> 'members') m)
                %2$s from wanted join registers.record r on r.id = wanted.id
                %1$s %3$s
                """
                        .formatted(take, COLUMNS, PLACES);
        List<RecordVersion> found =
                at(
                                jdbc.sql(sql)
                                        .param("id", person.id())
                                        .param("register", person.register()),
                                point)
                        .query(SqlVersions::read)
                        .list();
        return arranged(found);
    }

    static Optional<HouseholdView> arranged(List<RecordVersion> found) {
        Map<UUID, RecordVersion> byId = new HashMap<>();
        RecordVersion home = null;
        for (RecordVersion version : found) {
            if (version.ref().person()) {
                byId.put(version.ref().id(), version);
            } else {
                home = version;
            }
        }
        if (home == null) {
            return Optional.empty();
        }
        List<RecordVersion> members = new ArrayList<>();
        for (JsonNode id : home.facts().required("members")) {
            RecordVersion member = byId.get(UUID.fromString(id.stringValue()));
            if (member != null) {
                members.add(member);
            }
        }
        return Optional.of(new HouseholdView(home, members));
    }

    private static JdbcClient.StatementSpec at(
            JdbcClient.StatementSpec statement, @Nullable Position point) {
        return point == null
                ? statement
                : statement.param("origin", number(point)).param("index", point.index());
    }

    /// The number of a central journal: `central-3` gives 3. Later origins have higher numbers.
    static int number(Position position) {
        String name = position.journal();
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    private static RecordVersion read(ResultSet row, int number) throws SQLException {
        RecordEntry entry = RecordEntry.read(CanonicalJson.parse(row.getBytes(1)));
        byte[] papers = row.getBytes(4);
        String journal = row.getString(5);
        return new RecordVersion(
                entry.ref(),
                entry.office(),
                entry.version(),
                entry.facts(),
                entry.validFrom(),
                entry.enteredAt(),
                entry.enteredBy(),
                Hash.of(row.getBytes(2)),
                journal == null
                        ? Optional.empty()
                        : Optional.of(new Position(journal, row.getString(6), row.getLong(7))),
                new RecordVersion.RecordKeys(
                        KeyId.of(row.getBytes(3)),
                        papers == null ? Optional.empty() : Optional.of(KeyId.of(papers))));
    }
}
