// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Nodes that share a database, an etcd and the central journal, each with a disk of its own and
/// copies of what the others have written; one of them sequences.
abstract class NodesThatShare {
    private static final String CUT_SESSIONS =
            "select count(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory'"
                    + " and granted and database ="
                    + " (select oid from pg_database where datname = current_database())";

    @TempDir private static Path shared;
    private static TestEtcd etcd;

    final MemoryKeys keys = new MemoryKeys();
    final List<Node> nodes = new ArrayList<>();
    final AtomicReference<Character> primary = new AtomicReference<>('a');
    final List<Hash> imported = new CopyOnWriteArrayList<>();

    /// Of the nodes that are opened from now on.
    LedgerSettings.Patience patience = LedgerSettings.Patience.OFFICE;

    /// Where etcd keeps the head of this test's central journal.
    private final String key = "/holdfast/" + UUID.randomUUID() + "/central/head";

    @TempDir Path folder;
    TestDatabase database;

    @BeforeAll
    static void startEtcd() throws Exception {
        etcd = TestEtcd.start(shared);
    }

    @AfterAll
    static void stopEtcd() throws Exception {
        if (etcd != null) {
            etcd.close();
        }
    }

    @BeforeEach
    void fresh() {
        database = TestDatabase.fresh("ledger");
    }

    @AfterEach
    void drop() {
        nodes.forEach(Node::close);
        if (database != null) {
            database.close();
        }
    }

    EtcdHeads heads() {
        return new EtcdHeads(List.of(etcd.address()), key);
    }

    /// Writes the agreed head past everybody who keeps its rules.
    void writeAgreed(String line) throws Exception {
        Base64.Encoder base64 = Base64.getEncoder();
        String body =
                "{\"key\":\"%s\",\"value\":\"%s\"}"
                        .formatted(
                                base64.encodeToString(key.getBytes(StandardCharsets.UTF_8)),
                                base64.encodeToString(line.getBytes(StandardCharsets.UTF_8)));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest put =
                    HttpRequest.newBuilder(etcd.address().resolve("/v3/kv/put"))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build();
            assertThat(client.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        }
    }

    /// The agreed head as one node hears of it.
    static final class HeardHeads implements HeadStore {
        private final HeadStore store;

        /// How often a node was about to begin a term.
        final AtomicInteger asked = new AtomicInteger();

        /// Its way there is lost.
        final AtomicBoolean away = new AtomicBoolean();

        /// It tells this node another past than the node's own, signed.
        final AtomicBoolean otherPast = new AtomicBoolean();

        HeardHeads(HeadStore store) {
            this.store = store;
        }

        private HeadStore reached() {
            if (away.get()) {
                throw new Away("no way to etcd");
            }
            return store;
        }

        @Override
        public Optional<Head> read() {
            return reached().read();
        }

        @Override
        public Optional<Head> move(Optional<Head> expected, Head to) {
            return reached().move(expected, to);
        }

        @Override
        public Optional<Head> move(Optional<Head> expected, Head to, Evidence evidence) {
            return reached().move(expected, to, evidence);
        }

        @Override
        public Published published() {
            asked.incrementAndGet();
            if (otherPast.get()) {
                throw new LedgerFault(LedgerFault.Code.CORRUPT, "two pasts of one journal");
            }
            return reached().published();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    /// A node with its disk.
    final class Node implements AutoCloseable {
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
            return open(CrashSwitch.NONE, heads());
        }

        Node open(CrashSwitch crash, HeadStore heads) {
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
                                            () -> primary.get() == place,
                                            patience,
                                            Map.of()));
            ledger =
                    Optional.of(
                            office.open(
                                    settings,
                                    Office.around(office.folder(), keys, disk),
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

        static void copy(OpenLedger there, PublicJournal journal, Path into) {
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

    Hash enter(Node node, String name) {
        DataKey key = keys.create();
        return node.office.enter(node.ledger(), node.office.record(name, 1, Optional.empty(), key));
    }

    static Position seal(Node node, Hash leaf) throws Exception {
        return node.ledger().central().sealed(leaf).get(30, TimeUnit.SECONDS);
    }

    void cutSessions() {
        database.database().jdbc().sql(CUT_SESSIONS).query(Long.class).single();
    }

    void checkWorld() {
        for (Node node : nodes) {
            if (node.ledger.isPresent()) {
                node.office.checkWorld();
            }
        }
    }
}
