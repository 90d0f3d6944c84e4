// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import java.time.Instant;
import java.util.List;
import org.holdfast.drills.ChangeRanks.Rank;
import org.junit.jupiter.api.Test;

/// Acceptance numbers as decision 23 counts them, by somebody else's code.
class ChangeRanksTest {
    private static final String KOREA = "kr-11110";
    private static final String JAPAN = "jp-131148";
    private static final Instant NOON = Instant.parse("2026-11-27T03:00:00Z");

    private final ChangeRanks ranks = new ChangeRanks();

    @Test
    void countsEachOperationOnceWhereItsFirstEntryIs() {
        add("a1", "record", KOREA, NOON, 1);
        add("b1", "record", KOREA, NOON, 2);
        add("a2", "record", KOREA, NOON, 1);
        add("c1", "record", KOREA, NOON, 3);
        assertThat(ranks.of(List.of("a1", "a2"))).contains(new Rank(KOREA, 2026, 1));
        assertThat(ranks.of(List.of("a2"))).contains(new Rank(KOREA, 2026, 1));
        assertThat(ranks.of(List.of("b1"))).contains(new Rank(KOREA, 2026, 2));
        assertThat(ranks.of(List.of("c1"))).contains(new Rank(KOREA, 2026, 3));
        assertThat(ranks.of(List.of("unknown"))).isEmpty();
        assertThat(ranks.all()).hasSize(3);
    }

    @Test
    void neitherFirstLoadsNorOtherEntriesHaveANumber() {
        add("load", "record", KOREA, NOON, 0);
        add("state", "state", KOREA, NOON, 1);
        add("move", "record", KOREA, NOON, 2);
        assertThat(ranks.of(List.of("load", "state"))).isEmpty();
        assertThat(ranks.of(List.of("move"))).contains(new Rank(KOREA, 2026, 1));
    }

    @Test
    void eachOfficeAndLegalYearHasItsOwnNumbers() {
        add("k", "record", KOREA, NOON, 1);
        add("j", "record", JAPAN, NOON, 2);
        add("k next", "record", KOREA, Instant.parse("2026-12-31T15:00:00Z"), 3);
        add("j same", "record", JAPAN, Instant.parse("2027-03-31T14:59:59Z"), 4);
        add("j next", "record", JAPAN, Instant.parse("2027-03-31T15:00:00Z"), 5);
        assertThat(ranks.of(List.of("k"))).contains(new Rank(KOREA, 2026, 1));
        assertThat(ranks.of(List.of("j"))).contains(new Rank(JAPAN, 2026, 1));
        assertThat(ranks.of(List.of("k next"))).contains(new Rank(KOREA, 2027, 1));
        assertThat(ranks.of(List.of("j same"))).contains(new Rank(JAPAN, 2026, 2));
        assertThat(ranks.of(List.of("j next"))).contains(new Rank(JAPAN, 2027, 1));
    }

    /// @param operation 0: none
    private void add(String leaf, String type, String office, Instant at, int operation) {
        CBORObject entry = PretendOffice.leaf(type, 1, new byte[] {1});
        entry.Set(3, CBORObject.FromObject(at.getEpochSecond()));
        entry.Set(4, CBORObject.FromObject(office));
        if (operation > 0) {
            byte[] handle = new byte[16];
            handle[0] = (byte) operation;
            entry.Add(12, handle);
        }
        ranks.add(leaf, EntryFields.read(PretendOffice.canonical(entry)));
    }
}
