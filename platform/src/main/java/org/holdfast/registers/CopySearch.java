// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.offices.OfficeCode;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Finds persons in the own copy, with the same answers as [SqlSearch]. Words are looked for in all
/// rows of the office: a counter that is cut off asks a few times a minute, and an index of bigrams
/// would make the copy twice as large.
final class CopySearch {
    private static final String COLUMNS =
            "record, register, subject, name, second, birth, address, restricted, status, name_key";

    private CopySearch() {}

    static SearchPage find(JdbcClient jdbc, OfficeCode office, String query, int limit, int page) {
        if (limit < 1 || limit > 100 || page < 0 || page > SqlSearch.CANDIDATES) {
            throw new IllegalArgumentException("limit: 1 to 100; page: 0 or more");
        }
        SearchQuestion withYear = SearchQuestion.of(query, true);
        SearchPage found = find(jdbc, office, withYear, limit, page);
        SearchQuestion plain = SearchQuestion.of(query, false);
        return found.hits().isEmpty() && !plain.equals(withYear)
                ? find(jdbc, office, plain, limit, page)
                : found;
    }

    private static SearchPage find(
            JdbcClient jdbc, OfficeCode office, SearchQuestion question, int limit, int page) {
        if (question.isEmpty()) {
            return new SearchPage(List.of(), false, false);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("office", office.value());
        values.put("most", SqlSearch.CANDIDATES + 1);
        values.put("limit", limit + 1);
        values.put("offset", page * limit);
        String sql =
                "with found as materialized (select "
                        + COLUMNS
                        + " from search where office = :office"
                        + conditions(question, values)
                        + " limit :most) select *, (select count(*) from found) as matched"
                        + " from found order by name_key, birth, record limit :limit offset :offset";
        List<Counted> rows = jdbc.sql(sql).params(values).query(CopySearch::counted).list();
        List<SearchHit> hits = rows.stream().limit(limit).map(Counted::hit).toList();
        boolean cut = !rows.isEmpty() && rows.getFirst().matched() > SqlSearch.CANDIDATES;
        return new SearchPage(hits, rows.size() > limit, cut);
    }

    /// A single character alone finds names that begin with it.
    private static String conditions(SearchQuestion question, Map<String, Object> values) {
        StringBuilder where = new StringBuilder();
        List<String> words = question.words();
        if (question.births().isEmpty() && question.bigrams().isEmpty()) {
            values.put("first", words.getFirst());
            where.append(
                    " and (substr(name_key, 1, length(:first)) = :first"
                            + " or substr(second_key, 1, length(:first)) = :first)");
            words = words.subList(1, words.size());
        }
        if (!question.births().isEmpty()) {
            StringJoiner spans = new StringJoiner(" or ", " and (", ")");
            for (int i = 0; i < question.births().size(); i++) {
                values.put("from" + i, question.births().get(i).from().toString());
                values.put("to" + i, question.births().get(i).to().toString());
                spans.add("birth between :from" + i + " and :to" + i);
            }
            where.append(spans);
        }
        for (int i = 0; i < words.size(); i++) {
            values.put("word" + i, words.get(i));
            where.append(" and instr(folded, :word").append(i).append(") > 0");
        }
        return where.toString();
    }

    static List<SearchHit> arrivals(
            JdbcClient jdbc, String register, String name, LocalDate birth) {
        String key = SearchText.fold(name);
        if (key.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        "select "
                                + COLUMNS
                                + " from search where birth = :birth and register = :register and"
                                + " (name_key = :name or second_key = :name) order by record"
                                + " limit :most")
                .param("birth", birth.toString())
                .param("register", register)
                .param("name", key)
                .param("most", Arrivals.MOST)
                .query((row, _) -> hit(row))
                .list();
    }

    private static Counted counted(ResultSet row, int number) throws SQLException {
        return new Counted(hit(row), row.getLong("matched"));
    }

    private static SearchHit hit(ResultSet row) throws SQLException {
        return new SearchHit(
                new RecordRef(row.getString("register"), UUID.fromString(row.getString("record"))),
                new SubjectHandle(row.getString("subject")),
                row.getString("name"),
                Optional.ofNullable(row.getString("second")),
                LocalDate.parse(row.getString("birth")),
                row.getString("address"),
                row.getInt("restricted") != 0,
                row.getString("status"));
    }

    private record Counted(SearchHit hit, long matched) {}
}
