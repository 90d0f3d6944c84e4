// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.holdfast.cluster.SitePlan;
import org.holdfast.drills.ChangeRanks.Rank;
import org.holdfast.drills.VersionChains.Central;
import org.holdfast.drills.VersionChains.Place;

/// Compares the rows of a cluster's database, and of each site's own copy of the registers, with
/// the central journal as a stranger read it. Reads only, and needs no key: a version's content in
/// the database is compared, byte for byte, with what each site decrypted out of the journal for
/// itself. That zero bytes in the place of a payload were erased is not looked at here (`journal
/// verify --rows` does). For one thread.
final class SiteRows {
    private static final int MOST = 20;
    private static final int AT_ONCE = 1_000;

    private static final String ENTRIES =
            """
            select origin, position, encode(leaf, 'hex'),
                leaf = sha256('\\x00'::bytea || entry), encode(sha256(payload), 'hex'),
                payload = decode(repeat('00', octet_length(payload)), 'hex')
            from ledger.entry
            """;
    private static final String VERSIONS =
            """
            select encode(v.leaf, 'hex'), v.record::text, v.version, encode(sha256(v.canonical), 'hex')
            from registers.version v
            """;
    private static final String ERASED = "select encode(leaf, 'hex') from registers.erased";
    private static final String STALE =
            """
            select count(*) from registers.record r where not exists (
                select 1 from registers.version v where v.record = r.id
                    and v.version = r.version and v.leaf = r.leaf)
            or exists (
                select 1 from registers.version v where v.record = r.id and v.version > r.version)
            """;
    private static final String COPIED = "select leaf, record, version, canonical from version";

    private final Address database;
    private final Map<String, Path> copies;

    /// Where a database is.
    record Address(String url, String user, String password) {
        private Connection open() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }

        /// The database of all sites, as the node of this one finds it.
        static Address of(SitePlan plan) throws IOException {
            Properties login = new Properties();
            try (InputStream in = Files.newInputStream(plan.credentials())) {
                login.load(in);
            }
            return new Address(
                    plan.jdbcUrl(),
                    login.getProperty("user", ""),
                    login.getProperty("password", ""));
        }

        /// Does not print the password.
        @Override
        public String toString() {
            return url;
        }
    }

    /// @param copies own copies of the registers, by site
    SiteRows(Address database, Map<String, Path> copies) {
        this.database = database;
        this.copies = Map.copyOf(copies);
    }

    /// Those of a cluster.
    static SiteRows of(Address database, List<SiteNodes.Node> nodes) {
        Map<String, Path> copies = new HashMap<>();
        nodes.forEach(node ->
                copies.put(node.site(), node.folder().resolve("copy").resolve("registers.sqlite")));
        return new SiteRows(database, copies);
    }

    /// A version of a record as rows have it.
    private record Kept(String record, long version, String content) {}

    /// What was compared.
    ///
    /// @param versions rows of versions in the database
    /// @param differences in words, without personal data, at most 20 of a kind
    record Outcome(long versions, List<String> differences) {
        Outcome {
            differences = List.copyOf(differences);
        }
    }

    /// Compares everything once.
    ///
    /// @throws IOException when the database does not answer
    Outcome compare(VersionChains journal) throws IOException {
        List<String> found = new ArrayList<>();
        Map<String, Kept> versions;
        try (Connection connection = database.open()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            entries(connection, journal, found);
            versions = versions(connection, journal, found);
            numbers(connection, "registers.", "the database", journal.ranks(), found);
            connection.rollback();
        } catch (SQLException fault) {
            throw new IOException("the rows cannot be read: " + fault.getMessage(), fault);
        }
        copies.forEach((site, file) -> copy(site, file, versions, journal, found));
        return new Outcome(versions.size(), found);
    }

    private static void entries(Connection connection, VersionChains journal, List<String> found)
            throws SQLException {
        Differences differences = new Differences(found);
        Map<Place, Central> left = new HashMap<>(journal.central());
        left.keySet().removeIf(place -> place.index() == 0); // an opening has no row
        each(
                connection,
                ENTRIES,
                row -> {
                    Place place = new Place(row.getInt(1), row.getLong(2));
                    Central entry = left.remove(place);
                    String where = "row %d of origin %d ".formatted(place.index(), place.origin());
                    if (entry == null) {
                        differences.add(where + "is no entry of a journal that is shown");
                    } else if (!entry.leaf().equals(row.getString(3)) || !row.getBoolean(4)) {
                        differences.add(where + "is not the entry");
                    } else if (!entry.payload().equals(row.getString(5)) && !row.getBoolean(6)) {
                        differences.add(where + "has another payload than the entry");
                    }
                });
        left.keySet()
                .forEach(place ->
                        differences.add(
                                "entry %d of origin %d has no row"
                                        .formatted(place.index(), place.origin())));
    }

    private static Map<String, Kept> versions(
            Connection connection, VersionChains journal, List<String> found) throws SQLException {
        Differences differences = new Differences(found);
        Map<String, Kept> versions = new HashMap<>();
        each(
                connection,
                VERSIONS,
                row -> {
                    String leaf = row.getString(1);
                    Kept kept = new Kept(row.getString(2), row.getLong(3), row.getString(4));
                    SiteFreshness.Version entry = journal.versions().get(leaf);
                    if (entry == null || entry.number() != kept.version()) {
                        differences.add(
                                "version %d of record %s in the database is not what a journal shows"
                                        .formatted(kept.version(), kept.record()));
                    }
                    if (versions.put(leaf, kept) != null) {
                        differences.add("two versions in the database have the leaf " + leaf);
                    }
                });
        Set<String> erased = new HashSet<>();
        each(connection, ERASED, row -> erased.add(row.getString(1)));
        journal.versions()
                .forEach((leaf, version) -> {
                    if (!versions.containsKey(leaf) && !erased.contains(leaf)) {
                        differences.add(
                                "version %d of %s is in the journal and not in the database"
                                        .formatted(version.number(), version.entity()));
                    }
                });
        each(
                connection,
                STALE,
                row -> {
                    if (row.getLong(1) > 0) {
                        differences.add(
                                row.getLong(1) + " records do not point at their newest version");
                    }
                });
        return versions;
    }

    private static void numbers(
            Connection connection,
            String schema,
            String where,
            ChangeRanks ranks,
            List<String> found)
            throws SQLException {
        Differences differences = new Differences(found);
        Map<String, Rank> left = new HashMap<>(ranks.all());
        each(
                connection,
                "select operation, office, year, number from " + schema + "acceptance",
                row -> {
                    String operation = HexFormat.of().formatHex(row.getBytes(1));
                    Rank kept = new Rank(row.getString(2), row.getInt(3), row.getLong(4));
                    Rank rank = left.remove(operation);
                    if (!kept.equals(rank)) {
                        differences.add(
                                "the acceptance number %s in %s is by the journal %s"
                                        .formatted(
                                                kept,
                                                where,
                                                rank == null ? "that of no change" : rank));
                    }
                });
        left.values()
                .forEach(rank ->
                        differences.add(
                                "the acceptance number %s is not in %s".formatted(rank, where)));
    }

    private static void copy(
            String site,
            Path file,
            Map<String, Kept> versions,
            VersionChains journal,
            List<String> found) {
        String where = "the own copy of site " + site;
        Differences differences = new Differences(found);
        Map<String, Kept> left = new HashMap<>(versions);
        try (Connection connection =
                DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro")) {
            connection.setAutoCommit(false);
            each(
                    connection,
                    COPIED,
                    row -> {
                        Kept kept =
                                new Kept(
                                        row.getString(2),
                                        row.getLong(3),
                                        Sha256.of(row.getBytes(4)).hex());
                        Kept other = left.remove(HexFormat.of().formatHex(row.getBytes(1)));
                        if (!kept.equals(other)) {
                            differences.add(
                                    "version %d of record %s in %s is not that of the database"
                                            .formatted(kept.version(), kept.record(), where));
                        }
                    });
            numbers(connection, "", where, journal.ranks(), found);
        } catch (SQLException fault) {
            differences.add(where + " cannot be read: " + fault.getMessage());
            return;
        }
        left.values()
                .forEach(kept ->
                        differences.add(
                                "version %d of record %s is not in %s"
                                        .formatted(kept.version(), kept.record(), where)));
    }

    /// One row of an answer.
    private interface Reading {
        void of(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String query, Reading reading)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(AT_ONCE);
            try (ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    reading.of(rows);
                }
            }
        }
    }

    /// The first of a kind.
    private static final class Differences {
        private final List<String> found;
        private int said;

        Differences(List<String> found) {
            this.found = found;
        }

        void add(String words) {
            if (said++ < MOST) {
                found.add(words);
            }
        }
    }
}
