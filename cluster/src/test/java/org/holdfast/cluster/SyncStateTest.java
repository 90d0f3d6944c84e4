// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.cluster.SyncState.Receiver;
import org.junit.jupiter.api.Test;

class SyncStateTest {
    private static final Set<String> SITES = Set.of("a", "b", "c");
    private static final Receiver SYNC_B = new Receiver("b", "sync");
    private static final Receiver ASYNC_C = new Receiver("c", "async");

    @Test
    void isRightWhenEtcdTheSettingAndTheConnectionsAgree() {
        assertThat(wrong("b", "b", List.of(SYNC_B, ASYNC_C))).isEmpty();
        assertThat(wrong("b", "\"b\"", List.of(SYNC_B, ASYNC_C))).isEmpty();
    }

    @Test
    void saysThatAnyReceiverSatisfiesACommit() {
        assertThat(wrong("", "*", List.of(new Receiver("b", "sync"))))
                .containsOnlyKeys(SyncState.ANY_STANDBY, SyncState.NO_STANDBY);
    }

    @Test
    void saysThatThePrimaryWaitsForAnotherThanEtcdNames() {
        assertThat(wrong("c", "b", List.of(SYNC_B, ASYNC_C))).containsOnlyKeys(SyncState.DISAGREE);
        assertThat(wrong("b", "", List.of(new Receiver("b", "async"))))
                .containsOnlyKeys(SyncState.DISAGREE);
    }

    @Test
    void saysThatTheNamedStandbyIsNotThere() {
        assertThat(wrong("b", "b", List.of(ASYNC_C))).containsOnlyKeys(SyncState.DISAGREE);
    }

    @Test
    void saysThatSomebodyReceivesWhoIsNoSite() {
        assertThat(wrong("b", "b", List.of(SYNC_B, new Receiver("pg_receivewal", "async"))))
                .containsOnlyKeys(SyncState.STRANGER);
    }

    @Test
    void saysWhoseCommitsWereWeakened() {
        SyncState state =
                new SyncState(
                        Optional.of("a"),
                        Optional.of("b"),
                        "b",
                        List.of(SYNC_B, ASYNC_C),
                        List.of("holdfast"));
        assertThat(state.wrong(SITES)).containsOnlyKeys(SyncState.WEAKENED);
    }

    @Test
    void saysThatNobodyHoldsTheLease() {
        SyncState state =
                new SyncState(Optional.empty(), Optional.of("b"), "", List.of(), List.of());
        assertThat(state.wrong(SITES)).containsOnlyKeys(SyncState.NO_LEADER);
    }

    private static Map<String, String> wrong(String synced, String names, List<Receiver> who) {
        Optional<String> standby = synced.isEmpty() ? Optional.empty() : Optional.of(synced);
        return new SyncState(Optional.of("a"), standby, names, who, List.of()).wrong(SITES);
    }
}
