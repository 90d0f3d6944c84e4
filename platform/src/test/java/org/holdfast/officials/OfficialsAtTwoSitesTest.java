// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.officials.OfficialsPlace.done;
import static org.holdfast.officials.OfficialsPlace.make;
import static org.holdfast.officials.OfficialsPlace.refused;
import static org.holdfast.officials.OfficialsPlace.waiting;
import static org.holdfast.testing.Waiting.until;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.database.Database;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
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
import org.holdfast.testing.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes of one office, each with its disk and a copy of what the other has written.
final class OfficialsAtTwoSitesTest {
    @TempDir Path folder;
    private final AtomicBoolean apart = new AtomicBoolean();
    private final ReentrantLock pass = new ReentrantLock();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Map<Character, Cosigner> cosigners = new ConcurrentHashMap<>();
    private TestEtcd etcd;
    private TestDatabase database;
    private Keys keys;
    private OfficialsPlace a;
    private OfficialsPlace b;
    private List<Thread> copying;
    private Principal one;
    private Principal two;

    @BeforeEach
    void open() throws Exception {
        etcd = TestEtcd.start(folder);
        database = TestDatabase.fresh("ledger", "identity");
        keys = TestKeys.open(folder);
        a = site('a', 'b');
        Thread there = copy(a.ledger, 'b');
        b = site('b', 'a');
        copying = List.of(there, copy(b.ledger, 'a'));
        one = a.row(Role.OPERATOR, "하나");
        two = a.row(Role.OPERATOR, "둘");
    }

    private OfficialsPlace site(char place, char other) {
        String vkey = cosigner(place).vkey();
        Database shared = database.database();
        return new OfficialsPlace(
                folder.resolve("disk-" + place),
                shared,
                keys,
                usual ->
                        usual.withHeads(List.of(etcd.address()))
                                .sharing(
                                        new LedgerSettings.Shared(
                                                place,
                                                Map.of(other, copies(place)),
                                                Optional.of(
                                                        new Mirroring.Place(
                                                                "" + place,
                                                                vkey,
                                                                vkey,
                                                                Optional.empty())),
                                                List.of(),
                                                () -> place == 'a')),
                InstantSource.system());
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

    private Path copies(char place) {
        return folder.resolve("copies-" + place);
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
    private void apart(boolean now) {
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
                        note -> note.with(List.of(cosigner(by).cosign(note, Instant.now()))));
            } catch (JournalFault | JournalRefusal | LedgerFault | IOException later) {
                return; // the next look goes on
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        over.set(true);
        for (Thread thread : copying) {
            thread.join();
        }
        b.close();
        a.close();
        keys.close();
        database.close();
        etcd.close();
    }

    private boolean knows(OfficialsPlace at, String id) {
        at.officials.look();
        return at.identity.accounts().find(id).isPresent();
    }

    /// From journal to journal: no row is written here.
    @Test
    void anAccountOfOneSiteIsKnownAtTheOtherAndItsEndThereEndsItsSessionsHere() {
        String id = done(a.order(one, make(Role.OFFICER, "김담당"))).official().id();
        until(() -> knows(b, id));
        assertThat(b.find(id)).isEqualTo(a.find(id));
        String session = a.identity.principals().session(a.find(id), OfficialsPlace.HOUR);
        assertThat(b.identity.principals().bySession(session)).isPresent();
        var _ = done(b.order(two, new AccountOrder.Close(id, "퇴직")));
        assertThat(b.identity.principals().bySession(session)).isEmpty();
        until(() -> !knows(a, id));
        assertThat(a.identity.principals().bySession(session)).isEmpty();
        assertThat(a.rows(id, false)).isZero();
    }

    @Test
    void theSameOrderAtTwoSitesThatDoNotHearEachOtherIsOneAccount() {
        apart(true);
        String operation = OfficialsPlace.operation();
        AccountOrder order = make(Role.OFFICER, "김담당");
        String there = done(a.order(one, operation, order)).official().id();
        assertThat(done(b.order(one, operation, order)).official().id()).isEqualTo(there);
        // Under one operation two orders, which neither site can know of: two accounts.
        String other = OfficialsPlace.operation();
        String first = done(a.order(one, other, make(Role.OFFICER, "이담당"))).official().id();
        String second = done(b.order(one, other, make(Role.OFFICER, "박담당"))).official().id();
        assertThat(first).isNotEqualTo(second);
        a.officials.writeRows();
        b.officials.writeRows();
        assertThat(a.rows(there, false)).isEqualTo(1);
        apart(false);
        until(() -> knows(a, second) && knows(b, first));
        assertThat(a.identity.accounts().ofRole(Role.OFFICER)).hasSize(3);
        assertThat(refused(a.order(one, other, make(Role.OFFICER, "최담당"))))
                .isEqualTo(AccountRefusal.REUSED);
    }

    @Test
    void oneAsksHereAndAnotherAgreesThereAndNobodyTwice() {
        AccountRequest asked = waiting(a.order(one, make(Role.OPERATOR, "셋")));
        assertThat(refused(b.agree(one, asked)))
                .isIn(AccountRefusal.SAME_OPERATOR, AccountRefusal.REQUEST_UNKNOWN);
        until(() -> {
            b.officials.look();
            return !b.officials.waiting().isEmpty();
        });
        assertThat(refused(b.agree(one, asked))).isEqualTo(AccountRefusal.SAME_OPERATOR);
        assertThat(done(b.agree(two, asked)).official().id()).isEqualTo(asked.account());
        until(() -> knows(a, asked.account()));
        assertThat(a.officials.waiting()).isEmpty();
        assertThat(refused(a.agree(two, asked))).isEqualTo(AccountRefusal.SETTLED);
    }

    /// What was closed at one site and used at the other meanwhile stays closed, whatever is read
    /// first.
    @Test
    void aClosureWinsOverWhateverIsReadLater() {
        String id = done(a.order(one, make(Role.OFFICER, "김담당"))).official().id();
        until(() -> knows(b, id));
        apart(true);
        var _ = done(b.order(two, new AccountOrder.Close(id, "퇴직")));
        String further =
                done(a.agree(
                                two,
                                waiting(
                                        a.order(
                                                one,
                                                OfficialsPlace.besides(
                                                        id, OfficialsPlace.NAKANO, "김담당")))))
                        .official()
                        .id();
        assertThat(knows(a, further)).isTrue();
        apart(false);
        until(() -> !knows(a, id));
        assertThat(knows(a, further)).isFalse();
        until(() -> {
            b.officials.look();
            return b.officials.all().stream().anyMatch(known -> known.id().equals(further));
        });
        assertThat(knows(b, further)).isFalse();
    }
}
