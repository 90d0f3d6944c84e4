// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.holdfast.journal.Cosigner;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.HttpFiles;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.keys.DataKey;
import org.holdfast.ledger.Audits.Kind;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The standing audit over real journals, a real database and a copy served by somebody else.
class AuditTest {
    private static final String CENTRAL = "central-1";
    private static final int ENTRIES = 20;

    @TempDir private Path folder;
    private final MemoryKeys keys = new MemoryKeys();
    private Path journals;
    private Path copies;
    private TestDatabase database;
    private Office office;
    private HttpServer elsewhere;

    @BeforeEach
    void fresh() throws Exception {
        journals = folder.resolve("journals");
        copies = Files.createDirectories(folder.resolve("copies"));
        database = TestDatabase.fresh("ledger");
        office = new Office(journals, database.database(), keys);
        elsewhere =
                SimpleFileServer.createFileServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        copies.toRealPath(),
                        SimpleFileServer.OutputLevel.NONE);
        elsewhere.start();
    }

    @AfterEach
    void drop() {
        elsewhere.stop(0);
        database.close();
    }

    private OpenLedger openWithEntries() throws Exception {
        OpenLedger ledger = office.open();
        Hash last = null;
        for (int i = 0; i < ENTRIES; i++) {
            DataKey key = keys.create();
            last = office.enter(ledger, office.record("a" + i, 1, Optional.empty(), key));
        }
        ledger.central().sealed(last).get(20, TimeUnit.SECONDS);
        ledger.mirroring().admit(place());
        return ledger;
    }

    private Mirroring.Place place() throws Exception {
        List<String> vkeys = new ArrayList<>();
        for (String name : List.of("court/mirror", "court/witness")) {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            vkeys.add(Cosigner.of(name, pair.getPrivate(), pair.getPublic()).vkey());
        }
        return new Mirroring.Place(
                "court",
                vkeys.getFirst(),
                vkeys.getLast(),
                Optional.of("http://127.0.0.1:" + elsewhere.getAddress().getPort()));
    }

    private void copy() throws IOException {
        Path to = copies.resolve("journal").resolve(CENTRAL);
        Files.createDirectories(to.getParent());
        copyTree(journals.resolve(CENTRAL), to);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(one, to.resolve(from.relativize(one).toString()));
            }
        }
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
    }

    private static void requireAlarm(OpenLedger ledger, long index, Kind kind) {
        assertThat(ledger.audits().alarms())
                .singleElement()
                .satisfies(alarm -> {
                    assertThat(alarm.journal()).isEqualTo(CENTRAL);
                    assertThat(alarm.index()).isEqualTo(index);
                    assertThat(alarm.kind()).as(alarm.what()).isEqualTo(kind);
                });
    }

    @Test
    void findsNothingWhereNothingIsWrong() throws Exception {
        try (OpenLedger ledger = openWithEntries()) {
            copy();
            for (int i = 0; i < 50; i++) {
                ledger.audit().look();
            }
            ledger.audit().look(CENTRAL, 3);
            Audits seen = ledger.audits();
            assertThat(seen.alarms()).isEmpty();
            assertThat(seen.looked()).isGreaterThanOrEqualTo(51);
            assertThat(seen.compared()).isGreaterThanOrEqualTo(51);
        }
    }

    @Test
    void namesAnEntryThatIsZeroWithoutAnActOfErasure() throws Exception {
        openWithEntries().close();
        try (JournalDirectory directory = JournalDirectory.open(journals.resolve(CENTRAL))) {
            directory.zeroBlobs(new EntryIndex(2));
        }
        try (OpenLedger ledger = office.open()) {
            ledger.audit().look(CENTRAL, 2);
            requireAlarm(ledger, 2, Kind.DAMAGED);
            assertThat(ledger.audits().alarms().getFirst().what()).contains("no act of erasure");
        }
    }

    @Test
    void namesTheEntryOfAFlippedBitOnThisDisk() throws Exception {
        try (OpenLedger ledger = openWithEntries()) {
            Path blobs = journals.resolve(CENTRAL).resolve("blobs/0");
            flip(blobs, (int) Files.size(blobs) - 20);
            for (int i = 0; i <= ENTRIES; i++) {
                ledger.audit().look(CENTRAL, i);
                ledger.audit().look(CENTRAL, i);
            }
            requireAlarm(ledger, ENTRIES, Kind.DAMAGED);
            assertThat(journals.resolve("alarms")).content().contains("central-1 index 20 DAMAGED");
        }
    }

    @Test
    void namesTheRowThatIsNotTheEntry() throws Exception {
        try (OpenLedger ledger = openWithEntries()) {
            database.database().jdbc().sql("delete from ledger.entry where position = 7").update();
            for (int i = 0; i <= ENTRIES; i++) {
                ledger.audit().look(CENTRAL, i);
            }
            requireAlarm(ledger, 7, Kind.ROW_DIFFERS);
        }
    }

    @Test
    void namesWhatAnotherPlaceVouchesForAndDoesNotGive() throws Exception {
        try (OpenLedger ledger = openWithEntries()) {
            copy();
            Path bundle = copies.resolve("journal/central-1/tile/entries/000.p/21");
            byte[] whole = Files.readAllBytes(bundle);
            Files.delete(bundle);
            ledger.audit().look(CENTRAL, 5);
            requireAlarm(ledger, 5, Kind.MISSING);
            Files.write(bundle, whole);
            ledger.audit().look(CENTRAL, 6);
            requireAlarm(ledger, 5, Kind.MISSING);
        }
    }

    @Test
    void namesAnEntryThatIsAnotherElsewhere() throws Exception {
        try (OpenLedger ledger = openWithEntries()) {
            copy();
            Path bundle = copies.resolve("journal/central-1/tile/entries/000.p/21");
            flip(bundle, (int) Files.size(bundle) - 5);
            ledger.audit().look(CENTRAL, 8);
            assertThat(ledger.audits().alarms()).isEmpty();
            ledger.audit().look(CENTRAL, ENTRIES);
            requireAlarm(ledger, ENTRIES, Kind.DAMAGED);
        }
    }

    /// Both checkpoints are signed by the origin's own key: this place was put back to before.
    @Test
    void seesThatAnotherPlaceHasMoreThanThisOneSigned() throws Exception {
        Path before = folder.resolve("before");
        try (OpenLedger ledger = openWithEntries()) {
            copyTree(journals.resolve(CENTRAL), before);
            DataKey key = keys.create();
            Hash more = office.enter(ledger, office.record("more", 1, Optional.empty(), key));
            ledger.central().sealed(more).get(20, TimeUnit.SECONDS);
            copy();
            URI address =
                    URI.create(ledger.mirroring().places().getFirst().address().orElseThrow());
            try (HttpClient client = HttpClient.newHttpClient();
                    JournalDirectory old = JournalDirectory.openForReading(before)) {
                OtherCopy other = new OtherCopy(new HttpFiles(client, HttpFiles.WITHIN));
                Chapter here = new Chapter(1, CENTRAL, old);
                byte[] entry = old.entry(new EntryIndex(4));
                assertThat(other.compare(address, here, 4, entry).orElseThrow())
                        .isEqualTo(
                                new OtherCopy.Difference(
                                        Kind.SPLIT_VIEW,
                                        "it has a checkpoint of 22 entries, here are 21"));
            }
        }
    }
}
