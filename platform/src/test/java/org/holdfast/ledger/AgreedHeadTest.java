// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.holdfast.journal.Disk;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.keys.DataKey;
import org.holdfast.testing.TestDatabase;
import org.holdfast.testing.TestEtcd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The head in a real etcd, and everything that must not be signed.
class AgreedHeadTest {
    private static final String KEY = "/holdfast/test/central/head";

    @TempDir private Path folder;
    private final MemoryKeys keys = new MemoryKeys();
    private TestEtcd etcd;
    private TestDatabase database;
    private Path journals;
    private Office office;

    @BeforeEach
    void fresh() throws Exception {
        etcd = TestEtcd.start(folder);
        database = TestDatabase.fresh("ledger");
        journals = folder.resolve("journals");
        office = new Office(journals, database.database(), keys);
    }

    @AfterEach
    void drop() throws Exception {
        if (database != null) {
            database.close();
        }
        etcd.close();
    }

    private EtcdHeads heads() {
        return new EtcdHeads(List.of(etcd.address()), KEY);
    }

    private OpenLedger open() {
        return office.open(CrashSwitch.NONE, Disk.real(), Optional.of(heads()));
    }

    private static Head head(int number, long size) {
        return new Head(
                "central-" + number,
                "holdfast.invalid/x/central/" + number,
                size,
                Hash.of(new byte[Hash.LENGTH]));
    }

    private Hash enter(OpenLedger ledger, String name) {
        DataKey key = keys.create();
        return office.enter(ledger, office.record(name, 1, Optional.empty(), key));
    }

    private static void seal(OpenLedger ledger, Hash leaf) throws Exception {
        ledger.central().sealed(leaf).get(20, TimeUnit.SECONDS);
    }

    @Test
    void isMovedByOneOfTwoOnly() {
        try (EtcdHeads one = heads();
                EtcdHeads two = heads()) {
            assertThat(one.read()).isEmpty();
            assertThat(one.move(Optional.empty(), head(1, 1))).contains(head(1, 1));
            assertThat(two.move(Optional.empty(), head(2, 1))).contains(head(1, 1));
            assertThat(two.move(Optional.of(head(1, 1)), head(1, 5))).contains(head(1, 5));
            // The answer got lost; the same question again finds what was done.
            assertThat(two.move(Optional.of(head(1, 1)), head(1, 5))).contains(head(1, 5));
            assertThat(one.move(Optional.of(head(1, 1)), head(1, 2))).contains(head(1, 5));
            assertThat(one.read()).contains(head(1, 5));
        }
    }

    @Test
    void isAskedThroughAFreshClientWhenTheOldOneHasDied() {
        HttpClient dead = HttpClient.newHttpClient();
        dead.shutdownNow();
        Iterator<HttpClient> clients = List.of(dead, HttpClient.newHttpClient()).iterator();
        try (EtcdHeads store = new EtcdHeads(List.of(etcd.address()), KEY, clients::next)) {
            assertThatThrownBy(store::read).isInstanceOf(HeadStore.Away.class);
            assertThat(store.move(Optional.empty(), head(1, 1))).contains(head(1, 1));
        }
    }

    @Test
    void followsEveryCheckpointAndEveryStart() throws Exception {
        try (OpenLedger ledger = open();
                EtcdHeads store = heads()) {
            seal(ledger, enter(ledger, "a"));
            assertThat(store.read()).contains(ledger.central().head());
        }
        try (OpenLedger ledger = open();
                EtcdHeads store = heads()) {
            assertThat(store.read().orElseThrow().journal()).isEqualTo("central-2");
            assertThat(store.read()).contains(ledger.central().head());
        }
        office.checkWorld();
    }

    @Test
    void keepsAnOldSnapshotFromSigning() throws Exception {
        try (OpenLedger ledger = open()) {
            seal(ledger, enter(ledger, "before"));
        }
        Path old = folder.resolve("old");
        copyTree(journals, old);
        try (OpenLedger ledger = open()) {
            seal(ledger, enter(ledger, "after"));
        }
        List<String> files = files(old);
        Office snapshot = new Office(old, database.database(), keys);
        for (int tries = 0; tries < 2; tries++) {
            assertThatThrownBy(() ->
                            snapshot.open(CrashSwitch.NONE, Disk.real(), Optional.of(heads())))
                    .isInstanceOfSatisfying(
                            LedgerFault.class,
                            fault ->
                                    assertThat(fault.code())
                                            .isEqualTo(LedgerFault.Code.REFUSED_START))
                    .hasMessageContaining("central-2")
                    .hasMessageContaining("put back to an older state");
        }
        assertThat(files(old)).isEqualTo(files);
        open().close();
        acceptTheLoss(old);
    }

    /// A person who has no better copy moves the agreed head back to what this disk has.
    private void acceptTheLoss(Path old) throws Exception {
        Path lost = folder.resolve("lost");
        copyTree(old, lost);
        try (TestDatabase empty = TestDatabase.fresh("ledger");
                EtcdHeads store = heads()) {
            Office without = new Office(lost, empty.database(), keys);
            Head reached;
            try (JournalDirectory last =
                    JournalDirectory.openForReading(lost.resolve("central-1"))) {
                reached =
                        new Head(
                                "central-1",
                                last.origin(),
                                last.signedSize().value(),
                                last.root(last.signedSize()));
            }
            assertThatThrownBy(
                            () -> without.open(CrashSwitch.NONE, Disk.real(), Optional.of(heads())))
                    .hasMessageContaining("put back to an older state");
            assertThat(store.move(store.read(), reached)).contains(reached);
            assertThatThrownBy(
                            () -> without.open(CrashSwitch.NONE, Disk.real(), Optional.of(heads())))
                    .hasMessageContaining("the database and the journal's files disagree");
        }
        office.checkWorld();
    }

    @Test
    void stopsAHolderThatWasFrozenWhileAnotherWentOn() throws Exception {
        OpenLedger ledger = open();
        seal(ledger, enter(ledger, "a"));
        Head mine = ledger.central().head();
        try (EtcdHeads other = heads()) {
            other.move(Optional.of(mine), head(7, 30));
        }
        Hash late = enter(ledger, "late");
        assertThatThrownBy(() -> seal(ledger, late))
                .rootCause()
                .hasMessageContaining("this one signs nothing more");
        assertThat(ledger.central().head()).isEqualTo(mine);
        assertThat(ledger.receipts().of(late).orElseThrow().grade())
                .isEqualTo(Receipt.Grade.PROMISED);
        ledger.close();
    }

    @Test
    void waitsWhileEtcdDoesNotAnswerAndLosesNothing() throws Exception {
        try (OpenLedger ledger = open()) {
            seal(ledger, enter(ledger, "a"));
            Head before = ledger.central().head();
            etcd.freeze();
            Hash waiting = enter(ledger, "waiting");
            CompletableFuture<Position> sealed = ledger.central().sealed(waiting);
            assertThatThrownBy(() -> sealed.copy().get(3, TimeUnit.SECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThat(ledger.central().head()).isEqualTo(before);
            assertThat(ledger.counts().getFirst().trouble()).contains("head store");
            etcd.wake();
            sealed.get(30, TimeUnit.SECONDS);
            assertThat(ledger.counts().getFirst().trouble()).isEmpty();
        }
        etcd.freeze();
        assertThatThrownBy(this::open).hasMessageContaining("nobody can say");
        etcd.wake();
        open().close();
        office.checkWorld();
    }

    @Test
    void refusesChangesBeyondWhatMayWaitAndTakesThemAgain() throws Exception {
        Surroundings around = Office.around(journals, keys, Disk.real());
        LedgerSettings few =
                new LedgerSettings(
                        journals,
                        Duration.ofMillis(50),
                        List.of(),
                        10_000,
                        5,
                        Optional.empty(),
                        Optional.empty());
        List<Hash> entered = new ArrayList<>();
        try (OpenLedger ledger = office.open(few, around, CrashSwitch.NONE, Optional.of(heads()))) {
            seal(ledger, enter(ledger, "before"));
            etcd.freeze();
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 2_000; i++) {
                                    entered.add(enter(ledger, "waits " + i));
                                    Thread.sleep(5);
                                }
                            })
                    .isInstanceOfSatisfying(
                            LedgerFault.class,
                            fault -> {
                                assertThat(fault.code()).isEqualTo(LedgerFault.Code.BUSY);
                                assertThat(fault.retryable()).isTrue();
                            });
            assertThat(entered).hasSizeGreaterThan(5);
            etcd.wake();
            for (Hash leaf : entered) {
                seal(ledger, leaf);
            }
            Hash after = null;
            while (after == null) {
                try {
                    after = enter(ledger, "after");
                } catch (LedgerFault busy) {
                    assertThat(busy.code()).isEqualTo(LedgerFault.Code.BUSY);
                    Thread.sleep(100);
                }
            }
            seal(ledger, after);
        }
        office.checkWorld();
    }

    @Test
    void carriesOnAfterADeathBetweenTheMoveAndTheSignature() throws Exception {
        List<Hash> leaves = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            boolean atStart = round == 1;
            AtomicBoolean armed = new AtomicBoolean(atStart);
            HeadStore dies = new DyingHeads(heads(), armed::get);
            if (atStart) {
                assertThatThrownBy(
                                () -> office.open(CrashSwitch.NONE, Disk.real(), Optional.of(dies)))
                        .hasMessageContaining("power cut");
            } else {
                OpenLedger ledger = office.open(CrashSwitch.NONE, Disk.real(), Optional.of(dies));
                seal(ledger, enter(ledger, "sealed" + round));
                armed.set(true);
                Hash cut = enter(ledger, "cut" + round);
                assertThatThrownBy(() -> seal(ledger, cut))
                        .rootCause()
                        .hasMessageContaining("power cut");
                leaves.add(cut);
                ledger.close();
            }
        }
        try (OpenLedger ledger = open()) {
            for (Hash leaf : leaves) {
                assertThat(ledger.receipts().of(leaf).orElseThrow().grade())
                        .isEqualTo(Receipt.Grade.SEALED);
            }
        }
        office.checkWorld();
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.map(Path::toString).sorted().toList();
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(one, to.resolve(from.relativize(one).toString()));
            }
        }
    }
}
