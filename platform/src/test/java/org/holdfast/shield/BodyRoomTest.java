// SPDX-License-Identifier: Apache-2.0
package org.holdfast.shield;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BodyRoomTest {
    @Test
    void refusesMoreBodiesThanItHasPlaces() {
        BodyRoom room = new BodyRoom(2, 4096);
        var first = room.tryEnter().orElseThrow();
        var second = room.tryEnter().orElseThrow();
        assertThat(room.tryEnter()).isEmpty();
        first.close();
        first.close();
        assertThat(room.free()).isEqualTo(1);
        second.close();
        assertThat(room.free()).isEqualTo(2);
    }

    @Test
    void refusesMoreBytesThanItHoldsAndGivesThemBack() {
        BodyRoom room = new BodyRoom(8, 4096);
        try (var slow = room.tryEnter().orElseThrow();
                var fast = room.tryEnter().orElseThrow()) {
            for (int i = 0; i < 1024; i++) {
                assertThat(slow.tryGrow(1)).isTrue();
            }
            assertThat(fast.tryGrow(3 * 1024)).isTrue();
            assertThat(slow.tryGrow(1)).isFalse();
            fast.empty();
            assertThat(slow.tryGrow(3 * 1024)).isTrue();
        }
        try (var next = room.tryEnter().orElseThrow()) {
            assertThat(next.tryGrow(4096)).isTrue();
            assertThat(next.tryGrow(1)).isFalse();
        }
    }
}
