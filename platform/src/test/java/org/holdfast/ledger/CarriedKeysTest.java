// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.holdfast.database.Database;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Hash;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.TreeSize;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.offices.Offices;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two sites with key stores of their own, one of which is lost, and the keys in the database
/// between them.
final class CarriedKeysTest {
    private static final char A = 'a';
    private static final char B = 'b';

    @TempDir Path folder;
    private TestDatabase database;

    @BeforeEach
    void fresh() {
        database = TestDatabase.fresh("ledger");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private Database database() {
        return database.database();
    }

    private Keys open(String site) {
        return Keys.open(
                new KeysSettings(folder.resolve(site), true),
                Offices.standard(),
                InstantSource.system(),
                new SecureRandom());
    }

    /// With a store of data keys that has nothing.
    private Keys shared(String site) {
        Keys.share(folder.resolve("a"), folder.resolve(site));
        return open(site);
    }

    private void look(SqlKeys keys, char site) {
        database().transact(tx -> keys.adoptNew(tx, site));
    }

    /// As if every site had looked again an hour from now.
    private void everySiteLooksLater() {
        database()
                .jdbc()
                .sql("update ledger.key_reader set upto = now() + interval '1 hour'")
                .update();
    }

    /// The broom an hour after it saw a head, which is mirrored.
    private void sweep() {
        Instant[] now = {Instant.now()};
        Head head = new Head("central-1", "holdfast.invalid/x/central/1", 1, Hash.of(new byte[32]));
        KeyPair pair = Chapter.freshKey();
        NoteSigner signer = NoteSigner.of(head.origin(), pair.getPrivate(), pair.getPublic());
        SignedNote note =
                signer.sign(new Checkpoint(head.origin(), new TreeSize(1), head.root()).text());
        KeyBroom broom = new KeyBroom(2, database(), () -> now[0], _ -> Optional.of(note));
        now[0] = now[0].plus(Duration.ofMinutes(30));
        broom.look(head);
        now[0] = now[0].plus(Duration.ofMinutes(61));
        broom.look(head);
    }

    private List<KeyId> left() {
        return database()
                .jdbc()
                .sql("select id from ledger.key")
                .query((row, _) -> KeyId.of(row.getBytes(1)))
                .list();
    }

    @Test
    void aSiteWithANewStoreGetsTheKeyThatNoMirrorHasHoursLater() {
        try (Keys a = open("a");
                Keys b = shared("b");
                Keys again = shared("again")) {
            SqlKeys ofA = new SqlKeys(a.dataKeys());
            DataKey carried = a.dataKeys().create();
            DataKey ofEntry = a.dataKeys().create();
            database()
                    .transact(tx -> {
                        ofA.carry(tx, List.of(carried.id()));
                        ofA.beside(tx, List.of(ofEntry.id()));
                    });
            look(ofA, A);
            look(new SqlKeys(b.dataKeys()), B);
            assertThat(b.dataKeys().find(carried.id())).isPresent();
            everySiteLooksLater();
            sweep();
            assertThat(left()).as("mirrors keep the other").containsExactly(carried.id());

            // b's disk is lost; what the database knows of b is its last look
            look(new SqlKeys(again.dataKeys()), B);
            assertThat(again.dataKeys().find(carried.id()).orElseThrow().key())
                    .isEqualTo(carried.key());
        }
    }

    @Test
    void aStoreThatWasPutBackToAnOlderStateIsReadOnFromThere() throws Exception {
        try (Keys a = open("a")) {
            SqlKeys ofA = new SqlKeys(a.dataKeys());
            try (Keys b = shared("b")) {
                look(new SqlKeys(b.dataKeys()), B);
            }
            byte[] older = Files.readAllBytes(folder.resolve("b/data-keys.db"));
            DataKey key = a.dataKeys().create();
            database().transact(tx -> ofA.carry(tx, List.of(key.id())));
            try (Keys b = open("b")) {
                look(new SqlKeys(b.dataKeys()), B);
                assertThat(b.dataKeys().find(key.id())).isPresent();
            }
            everySiteLooksLater();
            Files.write(folder.resolve("b/data-keys.db"), older);
            try (Keys b = open("b")) {
                assertThat(b.dataKeys().find(key.id())).isEmpty();
                look(new SqlKeys(b.dataKeys()), B);
                assertThat(b.dataKeys().find(key.id())).isPresent();
            }
        }
    }

    @Test
    void aStoreThatWasToldATimeToComeIsFilledAnew() {
        try (Keys a = open("a");
                Keys b = shared("b")) {
            DataKey key = a.dataKeys().create();
            SqlKeys ofA = new SqlKeys(a.dataKeys());
            database().transact(tx -> ofA.carry(tx, List.of(key.id())));
            database().jdbc().sql("update ledger.key set made = now() - interval '1 day'").update();
            b.dataKeys().taken("ledger.key", Instant.now().plus(Duration.ofDays(365)));
            look(new SqlKeys(b.dataKeys()), B);
            assertThat(b.dataKeys().find(key.id())).isPresent();
        }
    }

    @Test
    void aStoreIsFilledPageByPageAndWhatWasErasedIsNot() {
        try (Keys a = open("a");
                Keys b = shared("b")) {
            SqlKeys ofA = new SqlKeys(a.dataKeys());
            List<KeyId> made = a.dataKeys().createAll(25_000).stream().map(DataKey::id).toList();
            database().transact(tx -> ofA.carry(tx, made.subList(0, 20_000)));
            database().transact(tx -> ofA.carry(tx, made.subList(20_000, made.size())));
            DataKeys.Erasure gone = b.dataKeys().erase(made.getFirst(), "PIPA 36");
            SqlKeys ofB = new SqlKeys(b.dataKeys());
            look(ofB, B);
            assertThat(b.dataKeys().count()).isEqualTo(made.size() - 1);
            assertThat(b.dataKeys().find(gone.id())).isEmpty();
            database().transact(tx -> SqlKeys.erase(tx, List.of(made.getLast())));
            assertThat(left()).hasSize(made.size() - 1).doesNotContain(made.getLast());
        }
    }

    /// Rows and a reader of the time before keys were marked.
    @Test
    void theDatabaseOfAnEarlierVersionIsReadOnce() {
        try (Keys a = open("a");
                Keys b = shared("b")) {
            DataKey key = a.dataKeys().create();
            database()
                    .jdbc()
                    .sql(
                            "insert into ledger.key (id, wrapped, made) values (?, ?, now() -"
                                    + " interval '1 day')")
                    .params(key.id().bytes(), a.dataKeys().wrapped(key.id()).orElseThrow())
                    .update();
            database()
                    .jdbc()
                    .sql("insert into ledger.key_reader (site, upto) values ('b', now())")
                    .update();
            look(new SqlKeys(b.dataKeys()), B);
            assertThat(b.dataKeys().find(key.id())).isPresent();
        }
    }
}
