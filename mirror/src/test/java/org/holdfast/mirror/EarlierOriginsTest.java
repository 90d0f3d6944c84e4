// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.journal.JournalFault;
import org.junit.jupiter.api.Test;

/// In which order earlier origins are handed in once more, and that none is forgotten.
class EarlierOriginsTest {
    private final List<String> said = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private final EarlierOrigins earlier = new EarlierOrigins(said::add);

    private boolean isTaken(String journal) throws IOException {
        asked.add(journal);
        if (refused.contains(journal)) {
            throw new IOException("a cosignature was answered 503");
        }
        return true;
    }

    private List<String> look() {
        asked.clear();
        earlier.next(_ -> true, this::isTaken);
        return List.copyOf(asked);
    }

    @Test
    void handsTwoInPerLookTheNewestFirst() {
        earlier.add(Set.of("node-1", "node-10", "node-9", "central-10", "central-2"));
        assertThat(look()).containsExactly("central-10", "node-10");
        assertThat(look()).containsExactly("node-9", "central-2");
        assertThat(look()).containsExactly("node-1");
        assertThat(look()).isEmpty();
        assertThat(said).isEmpty();
    }

    @Test
    void whatIsRefusedWaitsBehindTheOthersAndIsSaidOnce() {
        earlier.add(Set.of("node-1", "node-2", "node-3", "node-4"));
        refused.add("node-4");
        assertThat(look()).containsExactly("node-4", "node-3");
        assertThat(look()).containsExactly("node-2", "node-1");
        assertThat(look()).containsExactly("node-4");
        assertThat(look()).containsExactly("node-4");
        assertThat(said)
                .containsExactly("node-4 is handed in again later: a cosignature was answered 503");
        refused.clear();
        assertThat(look()).containsExactly("node-4");
        assertThat(look()).isEmpty();
    }

    @Test
    void aFaultOfTheDiskOrNoProposalLosesNone() {
        earlier.add(Set.of("node-1", "node-2"));
        assertThatThrownBy(() ->
                        earlier.next(
                                _ -> true,
                                _ -> {
                                    throw new JournalFault(JournalFault.Code.DISK, "full");
                                }))
                .isInstanceOf(JournalFault.class);
        earlier.next(_ -> true, _ -> false);
        assertThat(look()).containsExactlyInAnyOrder("node-1", "node-2");
        assertThat(look()).isEmpty();
    }

    @Test
    void oneUnderAnAlarmWaitsUntilItIsOver() {
        earlier.add(Set.of("central-1", "node-1", "node-2", "node-3"));
        earlier.next(name -> name.startsWith("central-"), this::isTaken);
        assertThat(asked).containsExactly("central-1");
        assertThat(look()).containsExactly("node-3", "node-2");
    }

    @Test
    void anotherStartOfTheOfficeBeginsAnewAndForgetsNoneThatWaited() {
        earlier.add(Set.of("node-1", "node-2", "node-3"));
        assertThat(look()).containsExactly("node-3", "node-2");
        earlier.add(Set.of("node-2", "node-3", "node-4"));
        assertThat(look()).containsExactly("node-4", "node-3");
        assertThat(look()).containsExactly("node-2", "node-1");
        assertThat(look()).isEmpty();
    }
}
