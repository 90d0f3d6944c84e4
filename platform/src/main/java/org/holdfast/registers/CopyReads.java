// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.database.LocalStore;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Reading registers in the own copy. Each read sees one state of it. A version whose bytes are not
/// those that were folded stops the read: [Altered].
final class CopyReads implements RegisterReads {
    private static final String COLUMNS =
            "select v.canonical, v.digest, v.leaf, r.record_key, r.papers_key, o.name, o.origin,"
                    + " v.position from record r join version v on v.record = r.id"
                    + " join origin o on o.number = v.origin ";

    private final LocalStore store;

    CopyReads(LocalStore store) {
        this.store = store;
    }

    /// The file says something else than what was written to it.
    static final class Altered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Altered(String message) {
            super(message);
        }
    }

    @Override
    public Optional<RecordVersion> current(RecordRef ref) {
        return store.read(jdbc -> one(jdbc, ref, null));
    }

    @Override
    public Optional<RecordVersion> asOf(RecordRef ref, Position point) {
        return store.read(jdbc -> one(jdbc, ref, point));
    }

    @Override
    public List<RecordVersion> history(RecordRef ref) {
        return store.read(jdbc ->
                jdbc.sql(COLUMNS + "where r.id = ? and r.register = ? order by v.version")
                        .params(ref.id().toString(), ref.register())
                        .query(CopyReads::version)
                        .list());
    }

    @Override
    public Optional<HouseholdView> household(RecordRef person) {
        return store.read(jdbc -> household(jdbc, person, null));
    }

    @Override
    public Optional<HouseholdView> household(RecordRef person, Position point) {
        return store.read(jdbc -> household(jdbc, person, point));
    }

    private static Optional<HouseholdView> household(
            JdbcClient jdbc, RecordRef person, @Nullable Position point) {
        Optional<RecordVersion> home =
                one(jdbc, person, point)
                        .map(own -> own.facts().path("household").asString(""))
                        .filter(id -> !id.isEmpty())
                        .flatMap(id -> one(jdbc, ref(person.householdRegister(), id), point));
        if (home.isEmpty()) {
            return Optional.empty();
        }
        List<RecordVersion> found = new ArrayList<>(List.of(home.get()));
        for (JsonNode id : home.get().facts().required("members")) {
            one(jdbc, ref(person.register(), id.stringValue()), point).ifPresent(found::add);
        }
        return SqlVersions.arranged(found);
    }

    private static Optional<RecordVersion> one(
            JdbcClient jdbc, RecordRef ref, @Nullable Position point) {
        String sql = COLUMNS + "where r.id = :id and r.register = :register ";
        JdbcClient.StatementSpec statement =
                point == null
                        ? jdbc.sql(sql + "and v.version = r.version")
                        : jdbc.sql(
                                        sql
                                                + "and (v.origin, v.position) <= (:origin, :position)"
                                                + " order by v.version desc limit 1")
                                .param("origin", SqlVersions.number(point))
                                .param("position", point.index());
        return statement
                .param("id", ref.id().toString())
                .param("register", ref.register())
                .query(CopyReads::version)
                .optional();
    }

    private static RecordRef ref(String register, String id) {
        return new RecordRef(register, UUID.fromString(id));
    }

    private static RecordVersion version(ResultSet row, int number) throws SQLException {
        byte[] canonical = row.getBytes(1);
        Position position = new Position(row.getString(6), row.getString(7), row.getLong(8));
        if (!Arrays.equals(CopyRows.digest(canonical), row.getBytes(2))) {
            throw new Altered("the version of entry " + position.index() + " was altered");
        }
        RecordEntry entry = RecordEntry.read(CanonicalJson.parse(canonical));
        byte[] papers = row.getBytes(5);
        return new RecordVersion(
                entry.ref(),
                entry.office(),
                entry.version(),
                entry.facts(),
                entry.validFrom(),
                entry.enteredAt(),
                entry.enteredBy(),
                Hash.of(row.getBytes(3)),
                Optional.of(position),
                new RecordVersion.RecordKeys(
                        KeyId.of(row.getBytes(4)),
                        papers == null ? Optional.empty() : Optional.of(KeyId.of(papers))));
    }

    @Override
    public SearchPage search(OfficeCode office, String query, int limit, int page) {
        return NumberQuery.of(query)
                .map(number ->
                        number.among(
                                store.read(jdbc ->
                                        CopySearch.find(
                                                        jdbc,
                                                        office,
                                                        number.birth().toString(),
                                                        NumberQuery.SAME_BIRTHDAY,
                                                        0)
                                                .hits()),
                                this::current))
                .orElseGet(() ->
                        store.read(jdbc -> CopySearch.find(jdbc, office, query, limit, page)));
    }

    @Override
    public List<SearchHit> arrivals(String register, String name, LocalDate birth) {
        return store.read(jdbc -> CopySearch.arrivals(jdbc, register, name, birth));
    }

    @Override
    public Optional<RecordRef> byHandle(SubjectHandle subject) {
        return store.read(jdbc ->
                jdbc.sql("select register, id from record where subject = ?")
                        .param(subject.value())
                        .query((row, _) -> ref(row.getString(1), row.getString(2)))
                        .optional());
    }

    @Override
    public Optional<Acceptance> acceptance(Handle operation) {
        return store.read(jdbc -> Numbering.COPY.find(jdbc, operation));
    }

    @Override
    public long count(OfficeCode office, String register) {
        return store.read(jdbc ->
                jdbc.sql("select count(*) from record where office = ? and register = ?")
                        .params(office.value(), register)
                        .query(Long.class)
                        .single());
    }

    @Override
    public long count(String register) {
        return store.read(jdbc ->
                jdbc.sql("select count(*) from record where register = ?")
                        .param(register)
                        .query(Long.class)
                        .single());
    }
}
