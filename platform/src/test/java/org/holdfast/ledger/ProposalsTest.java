// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.NoteSignature;
import org.holdfast.journal.SignedNote;
import org.junit.jupiter.api.Test;

/// Which checkpoint mirrors are asked to cosign, with two places of which one is enough.
final class ProposalsTest {
    private static final int PLACES = 2;
    private static final int NEEDED = 1;
    private static final long AT_ONCE = 1;
    private static final long HALF_A_SECOND = 500_000_001;

    private final Proposals proposals = new Proposals();
    private long now;
    private long size;

    private static SignedNote note(long size) {
        String root = Base64.getEncoder().encodeToString(new byte[32]);
        String line = "\u2014 origin " + Base64.getEncoder().encodeToString(new byte[68]) + "\n";
        return new SignedNote(
                "origin\n" + size + "\n" + root + "\n", NoteSignature.parseLines(line));
    }

    /// Offers the newest of ever more entries after a while, and gives what is offered.
    private long offered(long nanos) {
        now += nanos;
        size++;
        SignedNote note = proposals.offer(note(size), size, PLACES, NEEDED, now);
        return Checkpoint.parse(note.text()).size().value();
    }

    private boolean cosigned(String place, long of) {
        SignedNote note = note(of);
        return proposals
                .count(place, note, Checkpoint.parse(note.text()), List.of(), NEEDED)
                .isPresent();
    }

    private long cosignedByBoth() {
        long one = offered(AT_ONCE);
        assertThat(cosigned("b", one)).isTrue();
        assertThat(cosigned("c", one)).isTrue();
        return one;
    }

    @Test
    void onePlaceWaitsForTheOtherThatCosignsToo() {
        long first = offered(AT_ONCE);
        cosigned("b", first);
        assertThat(offered(AT_ONCE)).isEqualTo(first);
        cosigned("c", first);
        long second = offered(AT_ONCE);
        assertThat(second).isEqualTo(size);
        cosigned("c", second);
        assertThat(offered(AT_ONCE)).isEqualTo(second);
    }

    @Test
    void nobodyIsWaitedForLongerThanHalfASecond() {
        long first = offered(AT_ONCE);
        assertThat(offered(AT_ONCE)).isEqualTo(first);
        assertThat(offered(HALF_A_SECOND)).isEqualTo(size);
    }

    @Test
    void onePlaceThatIsGoneIsNotWaitedForAndOneThatIsBackIs() {
        cosignedByBoth();
        for (int i = 0; i < 4; i++) {
            long one = offered(HALF_A_SECOND);
            cosigned("b", one);
            assertThat(offered(AT_ONCE)).isEqualTo(one);
        }
        // c has cosigned none of the last four before this one
        long alone = offered(HALF_A_SECOND);
        cosigned("b", alone);
        long next = offered(AT_ONCE);
        assertThat(next).isEqualTo(size);
        cosigned("b", next);
        cosigned("c", next);
        long later = offered(AT_ONCE);
        assertThat(later).isEqualTo(size);
        cosigned("b", later);
        assertThat(offered(AT_ONCE)).isEqualTo(later);
    }

    @Test
    void withTooFewPlacesTheNextIsNotOfferedAtOnce() {
        Proposals three = new Proposals();
        SignedNote first = three.offer(note(1), 1, 3, 2, 1);
        three.count("b", first, Checkpoint.parse(first.text()), List.of(), 2);
        SignedNote second = three.offer(note(2), 2, 3, 2, HALF_A_SECOND + 1);
        assertThat(second).isEqualTo(note(2));
        three.count("b", second, Checkpoint.parse(second.text()), List.of(), 2);
        assertThat(three.offer(note(3), 3, 3, 2, HALF_A_SECOND + 2)).isEqualTo(note(2));
    }
}
