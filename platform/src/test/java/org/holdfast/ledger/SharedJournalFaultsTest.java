// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.Test;

/// Nodes that share the central journal, one of which has a full disk, is frozen, dies, or is told
/// another past.
final class SharedJournalFaultsTest extends NodesThatShare {
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
        Node a = new Node('a').open(freeze, heads());
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
        HeadStore dies = new DyingHeads(heads(), () -> armed.compareAndSet(true, false));
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
        HeadStore dies = new DyingHeads(heads(), () -> armed.compareAndSet(true, false));
        primary.set('a');
        b.close();
        Node again = new Node('a');
        Thread opening =
                Thread.ofPlatform().daemon().start(() -> again.open(CrashSwitch.NONE, dies));
        try (EtcdHeads store = heads()) {
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
}
