// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.offices.OfficeCode;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Finds persons. Words of two characters and more go through the bigram index, birth dates through
/// theirs; a single character alone finds names that begin with it. A search gathers at most 1,000
/// candidates before it sorts, so the commonest word costs as little as a rare one.
final class SqlSearch {
    static final int CANDIDATES = 1_000;
    private static final String COLUMNS =
            "record, register, subject, name, second, birth, address, restricted, status, name_key";

    private final JdbcClient jdbc;

    SqlSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    SearchPage find(OfficeCode office, String query, int limit, int page) {
        if (limit < 1 || limit > 100 || page < 0 || page > CANDIDATES) {
            throw new IllegalArgumentException("limit: 1 to 100; page: 0 or more");
        }
        SearchQuestion withYear = SearchQuestion.of(query, true);
        SearchPage found = find(office, withYear, limit, page);
        SearchQuestion plain = SearchQuestion.of(query, false);
        return found.hits().isEmpty() && !plain.equals(withYear)
                ? find(office, plain, limit, page)
                : found;
    }

    private SearchPage find(OfficeCode office, SearchQuestion question, int limit, int page) {
        if (question.isEmpty()) {
            return new SearchPage(List.of(), false, false);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("office", office.value());
        values.put("most", CANDIDATES + 1);
        values.put("limit", limit + 1);
        values.put("offset", page * limit);
        String sql =
                "with found as materialized ("
                        + candidates(office, question, values)
                        + ") select *, (select count(*) from found) as matched from found"
                        + " order by name_key, birth, record limit :limit offset :offset";
        List<Counted> rows = jdbc.sql(sql).params(values).query(SqlSearch::read).list();
        List<SearchHit> hits = rows.stream().limit(limit).map(Counted::hit).toList();
        boolean cut = !rows.isEmpty() && rows.getFirst().matched() > CANDIDATES;
        return new SearchPage(hits, rows.size() > limit, cut);
    }

    List<SearchHit> arrivals(String register, String name, LocalDate birth) {
        String key = SearchText.fold(name);
        if (key.isEmpty()) {
            return List.of();
        }
        return jdbc
                .sql(
                        "select "
                                + COLUMNS
                                + ", 0 as matched from registers.search where birth = :birth and"
                                + " register = :register and (name_key = :name or second_key ="
                                + " :name) order by record limit :most")
                .param("birth", birth)
                .param("register", register)
                .param("name", key)
                .param("most", Arrivals.MOST)
                .query(SqlSearch::read)
                .list()
                .stream()
                .map(Counted::hit)
                .toList();
    }

    private static String candidates(
            OfficeCode office, SearchQuestion question, Map<String, Object> values) {
        if (question.births().isEmpty() && question.bigrams().isEmpty()) {
            String first = question.words().getFirst();
            values.put("first", first);
            values.put("beyond", first + Character.MAX_VALUE);
            String rest = likes(question.words().subList(1, question.words().size()), values);
            return begins("name_key", rest) + " union " + begins("second_key", rest);
        }
        StringBuilder where = new StringBuilder();
        if (!question.births().isEmpty()) {
            where.append(" and (").append(births(question.births(), values)).append(')');
        }
        if (!question.bigrams().isEmpty()) {
            values.put("grams", arrayText(office, question.bigrams()));
            where.append(" and grams @> cast(:grams as integer[])");
        }
        where.append(likes(question.words(), values));
        return "select "
                + COLUMNS
                + " from registers.search where office = :office"
                + where
                + " limit :most";
    }

    private static String begins(String column, String rest) {
        return """
        (select %1$s from registers.search
        where office = :office and %2$s >= :first and %2$s < :beyond %3$s
        order by %2$s limit :most)
        """
                .formatted(COLUMNS, column, rest);
    }

    private static String likes(List<String> words, Map<String, Object> values) {
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            values.put("word" + i, "%" + words.get(i) + "%");
            sql.append(" and folded like :word").append(i);
        }
        return sql.toString();
    }

    private static String births(List<BirthQuery> births, Map<String, Object> values) {
        List<String> spans = new ArrayList<>();
        for (int i = 0; i < births.size(); i++) {
            values.put("from" + i, births.get(i).from());
            values.put("to" + i, births.get(i).to());
            spans.add("birth between :from" + i + " and :to" + i);
        }
        return String.join(" or ", spans);
    }

    private static String arrayText(OfficeCode office, List<Integer> grams) {
        return grams.stream()
                .map(String::valueOf)
                .collect(
                        Collectors.joining(
                                ",", "{" + SearchText.officeMark(office.value()) + ",", "}"));
    }

    private static Counted read(ResultSet row, int number) throws SQLException {
        SearchHit hit =
                new SearchHit(
                        new RecordRef(
                                row.getString("register"), row.getObject("record", UUID.class)),
                        new SubjectHandle(row.getString("subject")),
                        row.getString("name"),
                        Optional.ofNullable(row.getString("second")),
                        row.getObject("birth", LocalDate.class),
                        row.getString("address"),
                        row.getBoolean("restricted"),
                        row.getString("status"));
        return new Counted(hit, row.getLong("matched"));
    }

    private record Counted(SearchHit hit, long matched) {}
}
