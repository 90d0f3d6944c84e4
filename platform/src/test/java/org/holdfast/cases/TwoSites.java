// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.holdfast.journal.Cosigner;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.ledger.Mirroring;
import org.holdfast.ledger.PublicJournal;
import org.holdfast.testing.CopiedJournal;
import org.holdfast.testing.TestDatabase;
import org.holdfast.testing.TestEtcd;
import org.holdfast.testing.Waiting;

/// Two nodes of one office, each with a disk of its own and copies of what the other has written,
/// and one database that is back whenever a node asks it. The first sequences and merges.
final class TwoSites {
    final TestDatabase database;
    final FilingOffice a;
    final FilingOffice b;
    private final Path folder;
    private final TestEtcd etcd;
    private final AtomicBoolean over = new AtomicBoolean();

    /// Whether the copies are held back, as when the sites do not hear each other.
    private final ReentrantLock pass = new ReentrantLock();

    private final AtomicBoolean apart = new AtomicBoolean();
    private final Map<Character, Cosigner> cosigners = new ConcurrentHashMap<>();

    /// The clock by which mirrors cosign.
    private final AtomicReference<InstantSource> now =
            new AtomicReference<>(InstantSource.system());

    private final List<Thread> copying;

    TwoSites(Path folder) throws Exception {
        this.folder = folder;
        etcd = TestEtcd.start(folder);
        database = CasesOffice.fresh();
        a = site('a', 'b', UnaryOperator.identity());
        Thread there = copy(a.office.ledger, 'b');
        b =
                site(
                        'b',
                        'a',
                        own -> {
                            own.close();
                            return a.office.keys;
                        });
        copying = List.of(there, copy(b.office.ledger, 'a'));
    }

    private FilingOffice site(char place, char other, UnaryOperator<Keys> keys) {
        Path disk = folder.resolve("disk-" + place);
        return new FilingOffice(
                new CasesOffice(
                        disk,
                        database,
                        keys,
                        usual ->
                                usual.withHeads(List.of(etcd.address()))
                                        .sharing(
                                                new LedgerSettings.Shared(
                                                        place,
                                                        Map.of(other, copies(place)),
                                                        Optional.of(self(place)),
                                                        List.of(),
                                                        () -> place == 'a')),
                        FaultSwitch.off()));
    }

    private Mirroring.Place self(char place) {
        String vkey = cosigner(place).vkey();
        return new Mirroring.Place("" + place, vkey, vkey, Optional.empty());
    }

    private Cosigner cosigner(char place) {
        return cosigners.computeIfAbsent(
                place,
                _ -> {
                    try {
                        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                        return Cosigner.of(place + "/mirror", pair.getPrivate(), pair.getPublic());
                    } catch (GeneralSecurityException none) {
                        throw new IllegalStateException(none);
                    }
                });
    }

    /// From now on mirrors cosign by this clock.
    void cosignedBy(InstantSource clock) {
        now.set(clock);
    }

    private Path copies(char place) {
        return folder.resolve("disk-" + place).resolve("copies");
    }

    void close() throws Exception {
        over.set(true);
        for (Thread one : copying) {
            one.join();
        }
        b.office.session.close();
        b.office.ledger.close();
        a.office.stop();
        database.close();
        etcd.close();
    }

    private Thread copy(Ledger from, char by) {
        return Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    while (!over.get()) {
                        pass.lock();
                        try {
                            if (!apart.get()) {
                                copyAll(from, by);
                            }
                        } finally {
                            pass.unlock();
                        }
                        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                    }
                });
    }

    /// Not in the middle of a pass, which would still carry what comes next.
    void apart(boolean now) {
        pass.lock();
        try {
            apart.set(now);
        } finally {
            pass.unlock();
        }
    }

    private void copyAll(Ledger from, char by) {
        for (PublicJournal journal : from.journals()) {
            try {
                CopiedJournal.copy(
                        from,
                        journal,
                        copies(by).resolve(journal.name()),
                        one -> one.with(List.of(cosigner(by).cosign(one, now.get().instant()))));
            } catch (JournalFault | JournalRefusal | LedgerFault | IOException later) {
                return; // the next look goes on
            }
        }
    }

    static void waitFor(BooleanSupplier come) {
        Waiting.until(come);
    }
}
