// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.holdfast.keys.Handle;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reading registers in PostgreSQL. Each read is one statement or a few, each of its own moment.
final class SqlReads implements RegisterReads {
    private static final Logger LOG = System.getLogger(SqlReads.class.getName());

    private final Supplier<JdbcClient> jdbc;

    SqlReads(Supplier<JdbcClient> jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<RecordVersion> current(RecordRef ref) {
        return SqlVersions.one(jdbc.get(), ref, null, "");
    }

    @Override
    public Optional<RecordVersion> asOf(RecordRef ref, Position point) {
        return SqlVersions.one(jdbc.get(), ref, point, "");
    }

    @Override
    public List<RecordVersion> history(RecordRef ref) {
        return SqlVersions.all(jdbc.get(), ref);
    }

    @Override
    public Optional<HouseholdView> household(RecordRef person) {
        return SqlVersions.household(jdbc.get(), person, null);
    }

    @Override
    public Optional<HouseholdView> household(RecordRef person, Position point) {
        return SqlVersions.household(jdbc.get(), person, point);
    }

    @Override
    public SearchPage search(OfficeCode office, String query, int limit, int page) {
        SqlSearch search = new SqlSearch(jdbc.get());
        return NumberQuery.of(query)
                .map(number -> number.among(sameDay(search, office, number), this::current))
                .orElseGet(() -> search.find(office, query, limit, page));
    }

    private static List<SearchHit> sameDay(
            SqlSearch search, OfficeCode office, NumberQuery number) {
        return search.find(office, number.birth().toString(), NumberQuery.SAME_BIRTHDAY, 0).hits();
    }

    @Override
    public List<SearchHit> arrivals(String register, String name, LocalDate birth) {
        return new SqlSearch(jdbc.get()).arrivals(register, name, birth);
    }

    @Override
    public Optional<RecordRef> byHandle(SubjectHandle subject) {
        return jdbc.get()
                .sql("select register, id from registers.record" + " where subject = :subject")
                .param("subject", subject.value())
                .query((row, n) -> new RecordRef(row.getString(1), row.getObject(2, UUID.class)))
                .optional();
    }

    /// A row that is not as it was written gives no number rather than a wrong one.
    @Override
    public Optional<Acceptance> acceptance(Handle operation) {
        try {
            return Numbering.DATABASE.find(jdbc.get(), operation);
        } catch (CopyReads.Altered altered) {
            LOG.log(Level.ERROR, "an acceptance number in the database", altered);
            return Optional.empty();
        }
    }

    @Override
    public long count(OfficeCode office, String register) {
        return jdbc.get()
                .sql(
                        "select count(*) from registers.record"
                                + " where office = :o and register = :r")
                .param("o", office.value())
                .param("r", register)
                .query(Long.class)
                .single();
    }

    @Override
    public long count(String register) {
        return jdbc.get()
                .sql("select count(*) from registers.record where register = :r")
                .param("r", register)
                .query(Long.class)
                .single();
    }
}
