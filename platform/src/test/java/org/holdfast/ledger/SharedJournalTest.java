// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.junit.jupiter.api.Test;

/// Nodes that share the central journal: what one has entered all have, whoever sequences.
final class SharedJournalTest extends NodesThatShare {
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
}
