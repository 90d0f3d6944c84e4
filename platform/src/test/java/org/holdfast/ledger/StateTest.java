// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.holdfast.journal.Disk;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class StateTest extends OneOffice {
    private static final int EVERY = 10;

    private OpenLedger open() {
        LedgerSettings settings =
                new LedgerSettings(
                        folder,
                        Duration.ofMillis(50),
                        List.of(),
                        EVERY,
                        1_000,
                        Optional.empty(),
                        Optional.empty());
        return office.open(
                settings,
                Office.around(folder, keys, Disk.real()),
                CrashSwitch.NONE,
                Optional.empty());
    }

    private List<StoredEntry> states(OpenLedger ledger) {
        return database
                .database()
                .inTransaction(tx -> ledger.central().follow(tx, "states", 10_000))
                .stream()
                .filter(entry -> entry.leaf().type().equals(Leaf.STATE))
                .toList();
    }

    private void enter(OpenLedger ledger, DataKey key, int from, int count) throws Exception {
        Hash last = null;
        for (int i = from; i < from + count; i++) {
            last = office.enter(ledger, office.record("r" + i, 1, Optional.empty(), key));
            ledger.central().sealed(last).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void saysWhatTheRegistersAreEveryNChangesAtStopAndAtStart() throws Exception {
        DataKey key = keys.create();
        try (OpenLedger ledger = open()) {
            assertThat(states(ledger)).isEmpty();
            enter(ledger, key, 0, 25);
        }
        try (OpenLedger ledger = open()) {
            List<StoredEntry> states = states(ledger);
            assertThat(states).hasSize(3);
            assertThat(states)
                    .extracting(state -> state.open().required("records").longValue())
                    .containsExactly(10L, 20L, 25L);
            assertThat(states.getLast().leaf().key()).isEmpty();
            assertThat(states.getLast().leaf().previous()).contains(states.get(1).leafHash());
            ObjectNode asOf = (ObjectNode) states.getFirst().open().required("asOf");
            assertThat(asOf.required("origin").stringValue()).endsWith("/central/1");
            assertThat(asOf.required("index").longValue()).isEqualTo(10);
        }
        try (OpenLedger ledger = open()) {
            assertThat(states(ledger)).as("nothing changed, nothing to say").isEmpty();
        }
        office.checkWorld();
    }

    @Test
    void namesTheStateEntryThatItsJournalDoesNotBearOut() throws Exception {
        DataKey key = keys.create();
        try (OpenLedger ledger = open()) {
            enter(ledger, key, 0, 3);
            Envelopes envelopes = new Envelopes(new SecureRandom(), InstantSource.system());
            StateKeeper lying = new StateKeeper(keys.of("state", "central"));
            StoredEntry first = ledger.files().newest(office.entity("r0")).orElseThrow();
            lying.learn(new FoldedIndex.Place(1, 1), first.leaf(), Hash.of(new byte[32]));
            Envelope lie = lying.envelope(envelopes, "o");
            ObjectNode facts = Envelopes.facts(lie.leaf(), lie.stored().blobs().getFirst());
            facts.putObject("asOf").put("leaf", first.leafHash().hex());
            Envelope planted =
                    envelopes.state(keys.of("state", "central"), 1, Optional.empty(), facts);
            database.database().transact(tx -> SqlRows.insert(tx, planted));
            ledger.central().sealed(planted.hash()).get(20, TimeUnit.SECONDS);
        }
        int bucket = office.entity("r0").bytes()[0] & 0xff;
        assertThatThrownBy(office::checkWorld)
                .hasMessageContaining("central-1/4: the state entry says 1 records")
                .hasMessageContaining("buckets that differ: [" + bucket + "]");
    }

    @Test
    void givesTheSameDigestInWhateverOrderRecordsComeAndOnlyTheNewestCounts() {
        Random random = new Random(11);
        List<Handle> handles = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            byte[] handle = new byte[16];
            random.nextBytes(handle);
            handles.add(Handle.of(handle));
        }
        StateFold first = new StateFold();
        handles.forEach(handle -> first.put(handle, 1, leaf(handle, 9)));
        first.digest();
        handles.forEach(handle -> first.put(handle, 2, leaf(handle, 2)));
        Collections.shuffle(handles, random);
        StateFold second = new StateFold();
        handles.forEach(handle -> second.put(handle, 2, leaf(handle, 2)));
        assertThat(first.digest()).isEqualTo(second.digest());
        assertThat(first.digest().records()).isEqualTo(5_000);
        assertThat(first.differences(second, "one", "other", 9)).isEmpty();
        second.put(handles.getFirst(), 3, leaf(handles.getFirst(), 3));
        assertThat(first.digest().differing(second.digest()))
                .containsExactly(handles.getFirst().bytes()[0] & 0xff);
        assertThat(first.differences(second, "one", "other", 9))
                .singleElement()
                .asString()
                .contains(handles.getFirst().hex(), "version 2 in one", "version 3");
    }

    /// Written out once more as docs/formats.md says it.
    @Test
    void isWhatTheFormatSays() throws Exception {
        Handle one = Handle.ofHex("00112233445566778899aabbccddeeff");
        Handle two = Handle.ofHex("00ff2233445566778899aabbccddeeff");
        StateFold fold = new StateFold();
        fold.put(two, 7, leaf(two, 7));
        fold.put(one, 258, leaf(one, 1));
        var sha = java.security.MessageDigest.getInstance("SHA-256");
        sha.update(one.bytes());
        sha.update(new byte[] {0, 0, 0, 0, 0, 0, 1, 2});
        sha.update(leaf(one, 1).bytes());
        sha.update(two.bytes());
        sha.update(new byte[] {0, 0, 0, 0, 0, 0, 0, 7});
        sha.update(leaf(two, 7).bytes());
        byte[] bucket = sha.digest();
        byte[] empty = sha.digest();
        sha.update(bucket);
        for (int i = 1; i < 256; i++) {
            sha.update(empty);
        }
        assertThat(fold.digest().digest()).isEqualTo(Hash.of(sha.digest()));
    }

    private static Hash leaf(Handle handle, int fill) {
        byte[] bytes = Arrays.copyOf(handle.bytes(), 32);
        Arrays.fill(bytes, 16, 32, (byte) fill);
        return Hash.of(bytes);
    }
}
