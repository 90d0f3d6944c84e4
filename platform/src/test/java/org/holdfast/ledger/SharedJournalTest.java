// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.RecordStream;
import org.holdfast.keys.DataKey;
import org.holdfast.testing.TestDatabase;
import org.holdfast.testing.TestEtcd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes that share a database, an etcd and the central journal, each with a disk of its own and
/// copies of what the others have written; one of them sequences.
final class SharedJournalTest {
    private static final String KEY = "/holdfast/x/central/head";
    private static final String CUT_SESSIONS =
            "select count(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory'"
                    + " and granted and database ="
                    + " (select oid from pg_database where datname = current_database())";

    private final MemoryKeys keys = new MemoryKeys();
    private final List<Node> nodes = new ArrayList<>();
    private final AtomicReference<Character> primary = new AtomicReference<>('a');
    private final List<Hash> imported = new CopyOnWriteArrayList<>();

    @TempDir Path folder;
    private TestEtcd etcd;
    private TestDatabase database;

    @BeforeEach
    void fresh() throws Exception {
        etcd = TestEtcd.start(folder);
        database = TestDatabase.fresh("ledger");
    }

    @AfterEach
    void drop() throws Exception {
        nodes.forEach(Node::close);
        if (database != null) {
            database.close();
        }
        etcd.close();
    }

    /// A node with its disk.
    private final class Node implements AutoCloseable {
        final char place;
        final Office office;
        final Path copies;
        final FillingDisk disk = new FillingDisk();
        final AtomicBoolean mirroring = new AtomicBoolean(true);
        final Thread mirrors;
        volatile Optional<OpenLedger> ledger = Optional.empty();

        Node(char place) {
            this.place = place;
            Path disk = folder.resolve("disk-" + place);
            this.office = new Office(disk.resolve("journals"), database.database(), keys);
            this.copies = disk.resolve("copies");
            this.mirrors = Thread.ofPlatform().daemon().start(this::mirror);
            nodes.add(this);
        }

        Node open() {
            return open(CrashSwitch.NONE, new EtcdHeads(List.of(etcd.address()), KEY));
        }

        Node open(CrashSwitch crash, HeadStore heads) {
            InstantSource clock = InstantSource.system();
            Surroundings around =
                    new Surroundings(
                            office.folder(),
                            keys,
                            new Envelopes(new SecureRandom(), clock),
                            clock,
                            disk);
            LedgerSettings settings =
                    LedgerSettings.of(office.folder())
                            .withHeads(List.of(etcd.address()))
                            .importing((_, entries) ->
                                    entries.forEach(one -> imported.add(one.leafHash())))
                            .sharing(
                                    new LedgerSettings.Shared(
                                            place,
                                            Stream.of('a', 'b', 'c')
                                                    .filter(other -> other != place)
                                                    .collect(
                                                            Collectors.toMap(
                                                                    other -> other,
                                                                    other ->
                                                                            copies.resolve(
                                                                                    "" + other))),
                                            Optional.empty(),
                                            List.of(),
                                            () -> primary.get() == place));
            ledger =
                    Optional.of(
                            OpenLedger.open(
                                    settings,
                                    database.database(),
                                    around,
                                    crash,
                                    Optional.of(heads)));
            return this;
        }

        OpenLedger ledger() {
            return ledger.orElseThrow();
        }

        /// Copies what the other nodes serve, as a mirror does, until this node is closed.
        private void mirror() {
            while (mirroring.get()) {
                for (Node other : List.copyOf(nodes)) {
                    if (other != this && other.mirroring.get()) {
                        other.ledger.ifPresent(there -> copy(there, "" + other.place));
                    }
                }
                try {
                    Thread.sleep(20);
                } catch (InterruptedException stop) {
                    return;
                }
            }
        }

        private void copy(OpenLedger there, String from) {
            for (PublicJournal journal : there.journals()) {
                try {
                    copy(there, journal, copies.resolve(from).resolve(journal.name()));
                } catch (JournalFault | JournalRefusal | LedgerFault going) {
                    // The other node is closing; the next look goes on.
                    return;
                }
            }
        }

        private static void copy(OpenLedger there, PublicJournal journal, Path into) {
            try (JournalDirectory copy =
                    JournalDirectory.isJournal(into)
                            ? JournalDirectory.open(into)
                            : JournalDirectory.create(into, journal.origin(), journal.vkey())) {
                long size = journal.size();
                while (copy.durableSize().value() < size) {
                    long at = copy.durableSize().value();
                    List<NewEntry> records =
                            there.mirroring()
                                    .records(journal.name(), at)
                                    .map(RecordStream::parse)
                                    .orElseThrow();
                    copy.append(records.subList(0, (int) Math.min(records.size(), size - at)));
                }
                if (copy.signedSize().value() < size) {
                    Chapter chapter =
                            there.chapters()
                                    .filter(one -> one.name().equals(journal.name()))
                                    .findFirst()
                                    .orElseThrow();
                    long signed = chapter.directory().signedSize().value();
                    while (copy.durableSize().value() < signed) {
                        copy.append(
                                there.mirroring()
                                        .records(journal.name(), copy.durableSize().value())
                                        .map(RecordStream::parse)
                                        .orElseThrow());
                    }
                    copy.adopt(chapter.directory().checkpoint().orElseThrow());
                }
            }
        }

        @Override
        public void close() {
            mirroring.set(false);
            try {
                mirrors.join();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            ledger.ifPresent(OpenLedger::close);
            ledger = Optional.empty();
        }
    }

    private Hash enter(Node node, String name) {
        DataKey key = keys.create();
        return node.office.enter(node.ledger(), node.office.record(name, 1, Optional.empty(), key));
    }

    private static Position seal(Node node, Hash leaf) throws Exception {
        return node.ledger().central().sealed(leaf).get(30, TimeUnit.SECONDS);
    }

    private void cutSessions() {
        database.database().jdbc().sql(CUT_SESSIONS).query(Long.class).single();
    }

    private void checkWorld() {
        for (Node node : nodes) {
            if (node.ledger.isPresent()) {
                node.office.checkWorld();
            }
        }
    }

    @Test
    void oneSequencesAndTheOthersFollow() throws Exception {
        Node a = new Node('a').open();
        Node b = new Node('b').open();
        Node c = new Node('c').open();
        Map<Node, Hash> entered = Map.of(a, enter(a, "a"), b, enter(b, "b"), c, enter(c, "c"));
        for (Node node : nodes) {
            for (Hash leaf : entered.values()) {
                assertThat(seal(node, leaf).journal()).isEqualTo("central-1");
                assertThat(node.ledger().receipts().of(leaf).orElseThrow().grade())
                        .isEqualTo(Receipt.Grade.SEALED);
            }
        }
        assertThat(a.ledger().sequences()).isTrue();
        assertThat(b.ledger().sequences()).isFalse();
        assertThat(c.ledger().sequences()).isFalse();
        checkWorld();
    }

    @Test
    void anotherGoesOnWhenTheFenceIsLostAndTheFirstFollowsIt() throws Exception {
        Node a = new Node('a').open();
        Node b = new Node('b').open();
        List<Hash> leaves = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            leaves.add(enter(a, "a" + round));
            leaves.add(enter(b, "b" + round));
            seal(a, leaves.getLast());
            primary.set(round % 2 == 0 ? 'b' : 'a');
            cutSessions();
            leaves.add(enter(a, "behind the cut " + round));
            String journal = "central-" + (round + 2);
            assertThat(seal(b, leaves.getLast()).journal()).isEqualTo(journal);
            assertThat(seal(a, leaves.getLast()).journal()).isEqualTo(journal);
        }
        for (Hash leaf : leaves) {
            assertThat(seal(a, leaf)).isEqualTo(seal(b, leaf));
        }
        checkWorld();
    }

    @Test
    void everyNodeReadsTheNodeJournalsOfAll() throws Exception {
        Node a = new Node('a').open();
        Node b = new Node('b').open();
        DataKey key = keys.create();
        Hash ofA = a.ledger().node().append(Office.paper(keys, "of a", key), List.of()).leaf();
        Hash ofB = b.ledger().node().append(Office.paper(keys, "of b", key), List.of()).leaf();
        for (Node node : nodes) {
            for (Hash leaf : List.of(ofA, ofB)) {
                StoredEntry entry;
                do {
                    Thread.sleep(20);
                    entry = node.ledger().node().byLeaf(leaf).orElse(null);
                } while (entry == null || entry.position().isEmpty());
                String journal = leaf.equals(ofA) ? "nodea-1" : "nodeb-1";
                assertThat(entry.position().orElseThrow().journal()).isEqualTo(journal);
                assertThat(entry.open().path("name").asString(""))
                        .isEqualTo(leaf.equals(ofA) ? "of a" : "of b");
                assertThat(node.ledger().receipts().of(leaf).orElseThrow().grade())
                        .isEqualTo(Receipt.Grade.SEALED);
            }
            assertThat(node.ledger().node().count("paper")).isEqualTo(2);
        }
        // Tried at both: one command is one paper, wherever it is asked for.
        EntryDraft twice = Office.paper(keys, "twice", key);
        Hash first = a.ledger().node().append(twice, List.of()).leaf();
        while (b.ledger().node().byLeaf(first).isEmpty()) {
            Thread.sleep(20);
        }
        b.ledger().node().append(twice, List.of());
        while (a.ledger().node().count("paper") < 4) {
            Thread.sleep(20);
        }
        for (Node node : nodes) {
            assertThat(node.ledger().node().byEntity(twice.entity(), "paper", 10)).hasSize(1);
        }
        checkWorld();
    }

    @Test
    void aNodeBesideNoPrimaryGoesOnWhenTheOthersAreGone() throws Exception {
        Node a = new Node('a').open();
        Node b = new Node('b').open();
        seal(b, enter(a, "before"));
        a.close();
        primary.set('c');
        Hash after = enter(b, "after");
        assertThat(seal(b, after).journal()).isEqualTo("central-2");
        a = new Node('a').open();
        assertThat(seal(a, after)).isEqualTo(seal(b, after));
        checkWorld();
    }

    /// What the mirrors keep is on another disk here, so that only this node's files fail.
    @Test
    void aNodeWhoseDiskWasFullFollowsAgainByItselfAndTakesOver() throws Exception {
        Node a = new Node('a').open();
        Node b = new Node('b').open();
        seal(b, enter(a, "before"));
        b.disk.full(true);
        Hash meanwhile = enter(a, "meanwhile");
        seal(a, meanwhile);
        cutSessions(); // the next origin is begun while b cannot make it
        Hash next = enter(a, "in the next origin");
        assertThat(seal(a, next).journal()).isEqualTo("central-2");
        Thread.sleep(500); // some looks, each of which fails
        assertThat(b.ledger().files().byLeaf(next).flatMap(StoredEntry::position)).isEmpty();
        b.disk.full(false);
        assertThat(seal(b, meanwhile)).isEqualTo(seal(a, meanwhile));
        assertThat(seal(b, next)).isEqualTo(seal(a, next));
        primary.set('b');
        a.close();
        Hash after = enter(b, "after");
        assertThat(seal(b, after).journal()).isEqualTo("central-3");
        checkWorld();
    }

    @Test
    void aNodeJournalThatAFullDiskStoppedSaysSoAndGoesOnByTheNextStart() throws Exception {
        Node a = new Node('a').open();
        DataKey key = keys.create();
        List<Hash> kept = new ArrayList<>();
        kept.add(a.ledger().node().append(Office.paper(keys, "kept", key), List.of()).leaf());
        assertThat(a.ledger().audits().stopped()).isEmpty();
        a.disk.full(true);
        EntryDraft refused = Office.paper(keys, "refused", key);
        for (int tries = 0; tries < 2; tries++) {
            assertThatThrownBy(() -> a.ledger().node().append(refused, List.of()))
                    .isInstanceOfSatisfying(
                            LedgerFault.class,
                            fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.STOPPED));
            a.disk.full(false); // room again does not unstop it
        }
        assertThat(a.ledger().audits().stopped())
                .singleElement()
                .satisfies(stopped -> {
                    assertThat(stopped.journal()).isEqualTo("nodea");
                    assertThat(stopped.disk()).isTrue();
                });
        assertThat(a.ledger().node().byLeaf(kept.getFirst()).orElseThrow().open().path("name"))
                .hasToString("\"kept\"");
        a.ledger().close();
        a.open();
        assertThat(a.ledger().audits().stopped()).isEmpty();
        kept.add(a.ledger().node().append(refused, List.of()).leaf());
        for (Hash leaf : kept) {
            while (a.ledger().node().byLeaf(leaf).flatMap(StoredEntry::position).isEmpty()) {
                Thread.sleep(20);
            }
        }
        assertThat(a.ledger().node().byEntity(refused.entity(), "paper", 9)).hasSize(1);
        checkWorld();
    }

    /// The database of the new primary lacks commits that were published, as after a restore.
    @Test
    void whoTakesOverFillsADatabaseThatEndsBelowTheHead() throws Exception {
        Node a = new Node('a').open();
        Node b = new Node('b').open();
        Hash kept = enter(a, "kept");
        seal(b, kept);
        Hash lost = enter(a, "lost");
        seal(b, lost);
        database.database()
                .jdbc()
                .sql(
                        "delete from ledger.entry where position >="
                                + " (select position from ledger.entry where leaf = ?)")
                .param(lost.bytes())
                .update();
        primary.set('b');
        cutSessions();
        Hash after = enter(b, "after");
        assertThat(seal(b, after).journal()).isEqualTo("central-2");
        assertThat(imported).contains(lost).doesNotContain(kept, after);
        assertThat(seal(b, lost).journal()).isEqualTo("central-1");
        checkWorld();
    }

    @Test
    void aFrozenSequencerThatWakesSignsNothingAndFollows() throws Exception {
        AtomicBoolean armed = new AtomicBoolean();
        CountDownLatch frozen = new CountDownLatch(1);
        CountDownLatch wakes = new CountDownLatch(1);
        CrashSwitch freeze =
                step -> {
                    if (step == CrashSwitch.Step.FILES_APPENDED
                            && armed.compareAndSet(true, false)) {
                        frozen.countDown();
                        await(wakes);
                    }
                };
        Node a = new Node('a').open(freeze, new EtcdHeads(List.of(etcd.address()), KEY));
        Node b = new Node('b').open();
        seal(b, enter(a, "before"));
        armed.set(true);
        Hash cut = enter(a, "cut");
        await(frozen);
        primary.set('b');
        cutSessions();
        assertThat(seal(b, cut).journal()).isEqualTo("central-2");
        Hash meanwhile = enter(b, "meanwhile");
        seal(b, meanwhile);
        wakes.countDown();
        assertThat(seal(a, cut)).isEqualTo(seal(b, cut));
        assertThat(seal(a, meanwhile)).isEqualTo(seal(b, meanwhile));
        assertThat(a.ledger().sequences()).isFalse();
        checkWorld();
    }

    /// The head was moved and its holder died: the other node has neither the entries nor the
    /// checkpoint from it, only the rows and what etcd keeps.
    @Test
    void whatWasAgreedUponIsCompletedFromRowsAndEtcd() throws Exception {
        AtomicBoolean armed = new AtomicBoolean();
        HeadStore dies = new DyingHeads(new EtcdHeads(List.of(etcd.address()), KEY), armed);
        Node a = new Node('a').open(CrashSwitch.NONE, dies);
        Node b = new Node('b').open();
        seal(b, enter(a, "before"));
        armed.set(true);
        Hash cut = enter(a, "cut");
        primary.set('b');
        Position position = seal(b, cut);
        assertThat(position.journal()).isEqualTo("central-1");
        Hash after = enter(b, "after");
        assertThat(seal(b, after).journal()).isEqualTo("central-2");
        assertThat(seal(a, after)).isEqualTo(seal(b, after));
        assertThat(seal(a, cut)).isEqualTo(position);
        checkWorld();
    }

    /// The first head of an origin was moved and nobody but its dead holder has its first entry.
    @Test
    void anOriginThatOnlyEtcdKnowsIsBegunFromThere() throws Exception {
        Node a = new Node('a').open();
        Node b = new Node('b').open();
        Hash before = enter(a, "before");
        seal(b, before);
        a.close();
        AtomicBoolean armed = new AtomicBoolean(true);
        HeadStore dies = new DyingHeads(new EtcdHeads(List.of(etcd.address()), KEY), armed);
        primary.set('a');
        b.close();
        Node again = new Node('a');
        Thread opening =
                Thread.ofPlatform().daemon().start(() -> again.open(CrashSwitch.NONE, dies));
        try (EtcdHeads store = new EtcdHeads(List.of(etcd.address()), KEY)) {
            while (!store.read().orElseThrow().journal().equals("central-2")) {
                Thread.sleep(20);
            }
        }
        primary.set('b');
        opening.join();
        Node other = new Node('b').open();
        Hash after = enter(other, "after");
        assertThat(seal(other, after).journal()).isEqualTo("central-3");
        assertThat(seal(again, after)).isEqualTo(seal(other, after));
        checkWorld();
    }

    @Test
    void aCopyThatTellsAnotherPastStopsTheNode() throws Exception {
        Node a = new Node('a').open();
        Node b = new Node('b').open();
        seal(b, enter(a, "one"));
        Path forged = b.copies.resolve("c").resolve("central-2");
        try (TestDatabase other = TestDatabase.fresh("ledger")) {
            Office office = new Office(folder.resolve("forged"), other.database(), keys);
            office.open().close();
            try (OpenLedger ledger = office.open()) {
                ledger.central()
                        .sealed(
                                office.enter(
                                        ledger,
                                        office.record("x", 1, Optional.empty(), keys.create())))
                        .get(20, TimeUnit.SECONDS);
                Node.copy(ledger, ledger.journals().get(1), forged);
            }
        }
        while (!b.ledger().counts().getFirst().stopped()) {
            Thread.sleep(20);
        }
        Hash later = enter(a, "later");
        seal(a, later);
        assertThatThrownBy(() -> b.ledger().central().sealed(later).get(1, TimeUnit.SECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        a.office.checkWorld();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// Moves the head, and its holder dies before it hears of that.
    private record DyingHeads(HeadStore store, AtomicBoolean armed) implements HeadStore {
        @Override
        public Optional<Head> read() {
            return store.read();
        }

        @Override
        public Optional<Head> move(Optional<Head> expected, Head to) {
            return store.move(expected, to);
        }

        @Override
        public Optional<Head> move(Optional<Head> expected, Head to, Evidence evidence) {
            Optional<Head> now = store.move(expected, to, evidence);
            if (armed.compareAndSet(true, false)) {
                throw new IllegalStateException("power cut");
            }
            return now;
        }

        @Override
        public Published published() {
            return store.published();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
