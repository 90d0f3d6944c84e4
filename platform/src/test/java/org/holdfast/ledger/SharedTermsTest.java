// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.database.DatabaseFault;
import org.holdfast.journal.Hash;
import org.junit.jupiter.api.Test;

/// When a term of sequencing begins, when it must not, and when it lets another go on.
final class SharedTermsTest extends NodesThatShare {
    private static final LedgerSettings.Patience SHORT =
            new LedgerSettings.Patience(
                    Duration.ofMillis(50),
                    Duration.ofMillis(200),
                    Duration.ofMillis(300),
                    Duration.ofMillis(600));

    private static String trouble(Node node) {
        return node.ledger().counts().getFirst().trouble();
    }

    private static void awaitTrouble(Node node, String words) throws Exception {
        while (!trouble(node).contains(words)) {
            Thread.sleep(5);
        }
    }

    private String agreed() {
        try (EtcdHeads store = heads()) {
            return store.read().orElseThrow().journal();
        }
    }

    @Test
    void aRowThatCannotBeSequencedIsNamedAndOpensNoOriginHoweverOftenItIsTried() throws Exception {
        patience = SHORT;
        HeardHeads heardAtA = new HeardHeads(heads());
        HeardHeads heardAtB = new HeardHeads(heads());
        Node a = new Node('a').open(CrashSwitch.NONE, heardAtA);
        Node b = new Node('b').open(CrashSwitch.NONE, heardAtB);
        seal(b, enter(a, "one"));
        Hash fits = enter(a, "two");
        seal(b, fits);
        // Another first version of a record that the journal has: of two pasts.
        Hash broken =
                b.office.enter(
                        b.ledger(), b.office.record("one", 1, Optional.empty(), keys.create()));
        Hash behind = enter(b, "three");
        awaitTrouble(a, broken.hex());
        int tries = heardAtA.asked.get() + heardAtB.asked.get();
        while (heardAtA.asked.get() + heardAtB.asked.get() < tries + 6) {
            Thread.sleep(20);
        }
        assertThat(agreed()).isEqualTo("central-1");
        assertThat(a.ledger().journals())
                .filteredOn(one -> one.name().startsWith("central-"))
                .hasSize(1);
        assertThat(a.ledger().counts().getFirst().stopped()).isFalse();
        // A person takes it away.
        database.database()
                .jdbc()
                .sql("delete from ledger.waiting where leaf = ?")
                .param(broken.bytes())
                .update();
        assertThat(seal(a, behind).journal()).isEqualTo("central-2");
        assertThat(seal(b, behind)).isEqualTo(seal(a, behind));
        assertThat(agreed()).isEqualTo("central-2");
        checkWorld();
    }

    @Test
    void aSequencerThatDoesNotReachTheHeadStoreSaysSoAndLetsAnotherGoOn() throws Exception {
        patience = SHORT;
        HeardHeads heardAtA = new HeardHeads(heads());
        Node a = new Node('a').open(CrashSwitch.NONE, heardAtA);
        Node b = new Node('b').open();
        seal(b, enter(a, "before"));
        heardAtA.away.set(true);
        Hash cut = enter(a, "cut");
        awaitTrouble(a, "head store");
        assertThat(seal(b, cut).journal()).isEqualTo("central-2");
        assertThat(seal(a, cut)).isEqualTo(seal(b, cut));
        assertThat(a.ledger().sequences()).isFalse();
        assertThat(b.ledger().sequences()).isTrue();
        heardAtA.away.set(false);
        while (!trouble(a).isEmpty()) {
            Thread.sleep(20);
        }
        cutSessions(); // and a, which is beside the primary, is again the first to try
        Hash after = enter(b, "after");
        assertThat(seal(b, after).journal()).isEqualTo("central-3");
        assertThat(a.ledger().sequences()).isTrue();
        checkWorld();
    }

    @Test
    void aNodeThatLosesTheDatabaseInEachTakeOverOpensTwoOriginsAndWaits() throws Exception {
        Duration hour = Duration.ofHours(1);
        patience = new LedgerSettings.Patience(hour, hour, hour, hour);
        AtomicBoolean lost = new AtomicBoolean();
        CrashSwitch loses =
                step -> {
                    if (lost.get() && step == CrashSwitch.Step.ROWS_COMMITTED) {
                        throw new DatabaseFault(
                                DatabaseFault.Code.NO_CONNECTION, "lost in a take-over");
                    }
                };
        HeardHeads heardAtA = new HeardHeads(heads());
        Node a = new Node('a').open(loses, heardAtA);
        Node b = new Node('b').open();
        seal(b, enter(a, "before"));
        lost.set(true);
        cutSessions();
        while (!b.ledger().sequences()) {
            Thread.sleep(20);
        }
        // Its first term, the take-over that is tried again at once, and that one.
        assertThat(heardAtA.asked).hasValueLessThanOrEqualTo(3);
        Hash after = enter(b, "after");
        assertThat(seal(a, after)).isEqualTo(seal(b, after));
        checkWorld();
    }

    /// Whoever can write etcd can write what is no head, or one that no key has signed.
    @Test
    void whatEtcdSaysWithoutASignatureStopsNobodyForGood() throws Exception {
        patience = SHORT;
        Node a = new Node('a').open();
        Node b = new Node('b').open();
        Hash last = enter(a, "before");
        seal(b, last);
        writeAgreed("nonsense");
        cutSessions();
        awaitTrouble(a, "another form");
        awaitTrouble(b, "another form");
        Head agreed =
                nodes.stream()
                        .map(node -> node.ledger().central().head())
                        .max(Comparator.comparingLong(Head::size))
                        .orElseThrow();
        String start = agreed.journal() + " " + agreed.origin() + " " + agreed.size() + " ";
        writeAgreed(start + last.hex());
        awaitTrouble(a, "no key signed it");
        for (Node node : nodes) {
            assertThat(node.ledger().audits().stopped()).isEmpty();
        }
        writeAgreed(start + agreed.root().hex());
        Hash after = enter(b, "after");
        assertThat(seal(b, after).journal()).isEqualTo("central-2");
        assertThat(seal(a, after)).isEqualTo(seal(b, after));
        checkWorld();
    }

    @Test
    void aNodeThatIsToldAnotherPastTakesNoTurnAndFollowsOn() throws Exception {
        HeardHeads heardAtB = new HeardHeads(heads());
        Node a = new Node('a').open();
        Node b = new Node('b').open(CrashSwitch.NONE, heardAtB);
        seal(b, enter(a, "before"));
        heardAtB.otherPast.set(true);
        primary.set('b');
        cutSessions();
        while (b.ledger().audits().stopped().isEmpty()) {
            Thread.sleep(5);
        }
        Hash after = enter(a, "after");
        assertThat(seal(a, after).journal()).isEqualTo("central-2");
        assertThat(seal(b, after)).isEqualTo(seal(a, after));
        assertThat(b.ledger().audits().stopped())
                .singleElement()
                .satisfies(stopped -> assertThat(stopped.disk()).isFalse());
        checkWorld();
    }
}
