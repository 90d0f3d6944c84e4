// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.coyote.BadRequestException;
import org.holdfast.api.Problem;
import org.holdfast.api.ProblemRaised;
import org.holdfast.shield.BodyRoom;
import org.jspecify.annotations.Nullable;

/// Reads a request's body as a whole, by a deadline that nothing prolongs: however steadily the
/// bytes trickle, after [#TIME] the next one is one too many.
final class WholeBody {
    /// How long a body may take from its first byte to its last.
    static final Duration TIME = Duration.ofSeconds(10);

    /// How much of a body that is not taken is still read, so that the sender hears the answer.
    private static final int MOST_THROWN_AWAY_BYTES = 32 * 1024 * 1024;

    private static final int LEAST_BLOCK_BYTES = 1024;
    private static final int BLOCK_BYTES = 64 * 1024;

    private final int most;
    private final BodyRoom.Place place;
    private final List<ByteBuffer> blocks = new ArrayList<>();
    private long length;
    private @Nullable Problem refusal;

    private WholeBody(int most, BodyRoom.Place place) {
        this.most = most;
        this.place = place;
    }

    /// Where bytes come from.
    interface Source {
        /// The next bytes, whenever some come; null at the end.
        @Nullable ByteBuffer next() throws IOException;
    }

    /// The body, in blocks that are ready to be read.
    ///
    /// @throws ProblemRaised 408 when it took too long, 413 when it is longer than `most`, 503 when
    ///   there is no room for it, 400 when it is no body
    static List<ByteBuffer> read(Source source, int most, BodyRoom.Place place, InstantSource clock)
            throws IOException {
        WholeBody body = new WholeBody(most, place);
        try {
            body.fill(source, clock);
        } catch (SocketTimeoutException silent) {
            throw new ProblemRaised("too-slow", 408);
        } catch (BadRequestException notChunks) {
            throw new ProblemRaised("bad-request", 400);
        }
        if (body.refusal != null) {
            throw new ProblemRaised(body.refusal);
        }
        body.blocks.forEach(ByteBuffer::flip);
        return body.blocks;
    }

    private void fill(Source source, InstantSource clock) throws IOException {
        Instant end = clock.instant().plus(TIME);
        ByteBuffer next = source.next();
        while (next != null && length <= (long) most + MOST_THROWN_AWAY_BYTES) {
            if (!clock.instant().isBefore(end)) {
                throw new ProblemRaised("too-slow", 408);
            }
            take(next);
            next = source.next();
        }
    }

    private void take(ByteBuffer bytes) {
        length += bytes.remaining();
        if (refusal == null && length > most) {
            refuse(Problem.of("body-too-large", 413));
        } else if (refusal == null && !place.tryGrow(bytes.remaining())) {
            refuse(Problem.of("over-capacity", 503));
        }
        if (refusal == null) {
            keep(bytes);
        }
    }

    private void refuse(Problem problem) {
        refusal = problem;
        blocks.clear();
        place.empty();
    }

    private void keep(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (blocks.isEmpty() || !blocks.getLast().hasRemaining()) {
                // never much more than what came: most bodies are short, and slow ones too
                blocks.add(ByteBuffer.allocate(Math.clamp(length, LEAST_BLOCK_BYTES, BLOCK_BYTES)));
            }
            ByteBuffer last = blocks.getLast();
            int count = Math.min(last.remaining(), bytes.remaining());
            last.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
        }
    }
}
