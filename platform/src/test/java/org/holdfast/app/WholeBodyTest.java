// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.holdfast.api.ProblemRaised;
import org.holdfast.shield.BodyRoom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WholeBodyTest {
    /// Sends `count` times the same bytes, each after `pause` on its own clock.
    private static final class Sender implements WholeBody.Source, InstantSource {
        private final byte[] bytes;
        private final Duration pause;
        private int left;
        private Instant now = Instant.EPOCH;

        Sender(int size, int count, Duration pause) {
            this.bytes = new byte[size];
            this.left = count;
            this.pause = pause;
        }

        @Override
        public @Nullable ByteBuffer next() {
            now = now.plus(pause);
            return left-- > 0 ? ByteBuffer.wrap(bytes) : null;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static List<ByteBuffer> read(Sender sender, int most, long room) throws IOException {
        try (var place = new BodyRoom(1, room).tryEnter().orElseThrow()) {
            return WholeBody.read(sender, most, place, sender);
        }
    }

    private static int length(List<ByteBuffer> blocks) {
        return blocks.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    @Test
    void readsWhatComesInTime() throws IOException {
        assertThat(length(read(new Sender(7, 100_000, Duration.ofNanos(10)), 1 << 20, 1 << 20)))
                .isEqualTo(700_000);
        assertThat(length(read(new Sender(0, 0, Duration.ZERO), 10, 1024))).isZero();
    }

    @Test
    void aSteadyTrickleDoesNotProlongTheDeadline() {
        Sender trickle = new Sender(1, Integer.MAX_VALUE, Duration.ofSeconds(1));
        refuses(trickle, 408);
        assertThat(Duration.between(Instant.EPOCH, trickle.instant()))
                .isLessThanOrEqualTo(WholeBody.TIME.plusSeconds(1));
    }

    @Test
    void silenceIsTooSlowToo() {
        try (var place = new BodyRoom(1, 1024).tryEnter().orElseThrow()) {
            assertThatThrownBy(() ->
                            WholeBody.read(
                                    () -> {
                                        throw new SocketTimeoutException();
                                    },
                                    10,
                                    place,
                                    InstantSource.fixed(Instant.EPOCH)))
                    .isInstanceOfSatisfying(
                            ProblemRaised.class,
                            e -> assertThat(e.problem().status()).isEqualTo(408));
        }
    }

    @Test
    void readsATooLongBodyToItsEndSoThatTheSenderHearsTheAnswer() {
        Sender sender = new Sender(1000, 300, Duration.ZERO);
        refuses(sender, 413);
        assertThat(sender.left).isNegative();
    }

    @Test
    void stopsReadingABodyThatNeverEnds() {
        refuses(new Sender(1 << 20, Integer.MAX_VALUE, Duration.ZERO), 413);
    }

    @Test
    void refusesWhatThereIsNoRoomFor() {
        assertThatThrownBy(() -> read(new Sender(1000, 100, Duration.ZERO), 1 << 20, 10_240))
                .isInstanceOfSatisfying(
                        ProblemRaised.class, e -> assertThat(e.problem().status()).isEqualTo(503));
    }

    private static void refuses(Sender sender, int status) {
        assertThatThrownBy(() -> read(sender, 100_000, 1 << 20))
                .isInstanceOfSatisfying(
                        ProblemRaised.class,
                        e -> assertThat(e.problem().status()).isEqualTo(status));
    }
}
