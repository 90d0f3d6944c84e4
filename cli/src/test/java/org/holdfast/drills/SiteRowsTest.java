// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseSettings;
import org.holdfast.database.EmbeddedServer;
import org.holdfast.journal.MerkleTree;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The judge's comparison of rows with the journal, on a real PostgreSQL and a real own copy: each
/// row that may be gone or other, broken on purpose.
class SiteRowsTest {
    private static final UUID RECORD = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final long AT = 1_795_737_600L; // 27 November 2026

    @TempDir static Path folder;
    private static EmbeddedServer server;
    private static DatabaseSettings settings;
    private static Path copy;

    private VersionChains journal;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedServer.start(folder.resolve("postgres"));
        server.ensureDatabase("holdfast");
        settings = server.settings("holdfast", 2);
        try (Database database = Database.open(settings)) {
            database.migrate(List.of("ledger", "registers"));
        }
        copy = Files.createDirectories(folder.resolve("copy")).resolve("registers.sqlite");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// One record with two versions; the second is change number 1. Behind it what the registers
    /// are, in an entry that nobody's version is made from.
    @BeforeEach
    void fill() throws SQLException, IOException {
        journal = new VersionChains();
        Files.deleteIfExists(copy);
        onDatabase("truncate ledger.entry, registers.version, registers.record");
        onDatabase("truncate registers.acceptance, registers.erased");
        onCopy("create table version (record text, version integer, canonical blob, leaf blob)");
        onCopy(
                "create table acceptance (operation blob, office text, year integer, number integer)");
        journal.add("central-1", 0, leaf("opening", 1, 0));
        entry(1, leaf("record", 1, 0), 1);
        entry(2, leaf("record", 2, 9), 2);
        entry(3, leaf("state", 1, 0), 0);
        byte[] tip = MerkleTree.leafHash(leaf("record", 2, 9)).bytes();
        try (Connection database = database();
                PreparedStatement head =
                        database.prepareStatement(
                                "insert into registers.record (id, register, office, version, leaf,"
                                        + " record_key) values (?, 'r', 'kr-11110', 2, ?, '\\x00')");
                PreparedStatement number =
                        database.prepareStatement(
                                "insert into registers.acceptance (operation, office, year, number,"
                                        + " digest) values (?, 'kr-11110', 2026, 1, '\\x00')");
                Connection own = copied();
                PreparedStatement same =
                        own.prepareStatement(
                                "insert into acceptance values (?, 'kr-11110', 2026, 1)")) {
            head.setObject(1, RECORD);
            head.setBytes(2, tip);
            head.executeUpdate();
            number.setBytes(1, handle(9));
            number.executeUpdate();
            same.setBytes(1, handle(9));
            same.executeUpdate();
        }
    }

    /// @param version that it makes; 0: none
    private void entry(long index, byte[] leaf, long version) throws SQLException {
        journal.add("central-1", index, leaf);
        byte[] hash = MerkleTree.leafHash(leaf).bytes();
        byte[] content = ("{\"facts\":{\"n\":" + version + "}}").getBytes(StandardCharsets.UTF_8);
        try (Connection database = database();
                PreparedStatement row =
                        database.prepareStatement(
                                "insert into ledger.entry values (1, ?, ?, ?, ?)");
                PreparedStatement made =
                        database.prepareStatement(
                                "insert into registers.version (record, version, office, canonical,"
                                        + " valid_from, entered_at, entered_by, leaf) values (?, ?,"
                                        + " 'kr-11110', ?, '2026-11-27', now(), 'x', ?)");
                Connection own = copied();
                PreparedStatement folded =
                        own.prepareStatement("insert into version values (?, ?, ?, ?)")) {
            row.setLong(1, index);
            row.setBytes(2, hash);
            row.setBytes(3, leaf);
            row.setBytes(4, PAYLOAD);
            row.executeUpdate();
            if (version > 0) {
                made.setObject(1, RECORD);
                made.setLong(2, version);
                made.setBytes(3, content);
                made.setBytes(4, hash);
                made.executeUpdate();
                folded.setString(1, RECORD.toString());
                folded.setLong(2, version);
                folded.setBytes(3, content);
                folded.setBytes(4, hash);
                folded.executeUpdate();
            }
        }
    }

    @Test
    void rowsThatAreTheJournalAgree() throws IOException {
        assertThat(compared().differences()).isEmpty();
        assertThat(compared().versions()).isEqualTo(2);
    }

    @Test
    void aVersionThatIsGoneOrOtherIsNamed() throws Exception {
        onDatabase("delete from registers.version where version = 1");
        assertThat(compared().differences())
                .anyMatch(
                        one -> one.contains("version 1 of") && one.contains("not in the database"))
                .anyMatch(one -> one.contains("is not that of the database"));
        fill();
        onDatabase(
                "update registers.version set canonical = '{\"facts\":{\"n\":3}}' where version = 2");
        assertThat(compared().differences())
                .singleElement()
                .asString()
                .contains("version 2 of record " + RECORD, "own copy of site a");
        fill();
        onDatabase("update registers.version set leaf = set_bit(leaf, 3, 1 - get_bit(leaf, 3))");
        assertThat(compared().differences())
                .anyMatch(one -> one.contains("is not what a journal shows"));
        fill();
        onDatabase("update registers.record set version = 1");
        assertThat(compared().differences())
                .containsExactly("1 records do not point at their newest version");
    }

    @Test
    void anEntryThatIsGoneOrOtherIsNamed() throws Exception {
        onDatabase("delete from ledger.entry where position = 2");
        assertThat(compared().differences()).containsExactly("entry 2 of origin 1 has no row");
        for (String column : List.of("leaf", "entry", "payload")) {
            fill();
            onDatabase(
                    "update ledger.entry set %1$s = set_bit(%1$s, 8, 1 - get_bit(%1$s, 8)) where position = 3"
                            .formatted(column));
            assertThat(compared().differences())
                    .as(column)
                    .singleElement()
                    .asString()
                    .startsWith("row 3 of origin 1 ");
        }
        fill();
        onDatabase("update ledger.entry set position = 7 where position = 3");
        assertThat(compared().differences())
                .containsExactly(
                        "row 7 of origin 1 is no entry of a journal that is shown",
                        "entry 3 of origin 1 has no row");
    }

    @Test
    void anErasedPayloadAndAnErasedVersionAreNoDifference() throws Exception {
        onDatabase("update ledger.entry set payload = '\\x000000' where position = 1");
        onDatabase(
                "insert into registers.erased (entity, version, leaf)"
                        + " select decode(repeat('00', 16), 'hex'), version, leaf"
                        + " from registers.version");
        onDatabase("truncate registers.version, registers.record");
        onCopy("delete from version");
        assertThat(compared().differences()).isEmpty();
    }

    @Test
    void aNumberThatIsGoneOrOtherIsNamed() throws Exception {
        onDatabase("update registers.acceptance set number = 2");
        assertThat(compared().differences())
                .containsExactly(
                        "the acceptance number 2 of kr-11110 in 2026 in the database is by the"
                                + " journal 1 of kr-11110 in 2026");
        fill();
        onDatabase("truncate registers.acceptance");
        assertThat(compared().differences())
                .containsExactly(
                        "the acceptance number 1 of kr-11110 in 2026 is not in the database");
        fill();
        onDatabase(
                "insert into registers.acceptance select decode(repeat('07', 16), 'hex'), office,"
                        + " year, 2, digest from registers.acceptance");
        assertThat(compared().differences())
                .singleElement()
                .asString()
                .contains("that of no change");
    }

    @Test
    void anOwnCopyThatIsBehindOrOtherIsNamed() throws Exception {
        onCopy("delete from version where version = 2");
        onCopy("update acceptance set number = 5");
        assertThat(compared().differences())
                .hasSize(2)
                .anyMatch(one -> one.contains("is not in the own copy of site a"))
                .anyMatch(one -> one.contains("number 5 of kr-11110 in 2026 in the own copy"));
        fill();
        onCopy("update version set canonical = x'00' where version = 1");
        assertThat(compared().differences())
                .singleElement()
                .asString()
                .contains("version 1 of record", "is not that of the database");
        Files.delete(copy);
        assertThat(compared().differences()).singleElement().asString().contains("cannot be read");
    }

    private SiteRows.Outcome compared() throws IOException {
        return new SiteRows(
                        new SiteRows.Address(settings.url(), settings.user(), settings.password()),
                        Map.of("a", copy))
                .compare(journal);
    }

    private static Connection database() throws SQLException {
        return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }

    private static Connection copied() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + copy);
    }

    private static void onDatabase(String sql) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void onCopy(String sql) throws SQLException {
        try (Connection connection = copied();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static final byte[] PAYLOAD = {1, 2, 3};

    /// An entry, written from docs/formats.md.
    ///
    /// @param operation 0: none
    private static byte[] leaf(String type, long version, int operation) {
        byte[] hash = Sha256.of(PAYLOAD).bytes();
        CBORObject leaf =
                CBORObject.NewMap()
                        .Add(1, 1)
                        .Add(2, type)
                        .Add(3, AT)
                        .Add(4, "kr-11110")
                        .Add(5, handle(1))
                        .Add(6, version)
                        .Add(9, hash)
                        .Add(10, hash);
        if (operation > 0) {
            leaf.Add(12, handle(operation));
        }
        return leaf.EncodeToBytes(new CBOREncodeOptions("ctap2canonical=true"));
    }

    private static byte[] handle(int number) {
        return ByteBuffer.allocate(16).putInt(number).array();
    }
}
