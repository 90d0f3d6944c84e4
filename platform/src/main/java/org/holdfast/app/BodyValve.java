// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.holdfast.api.BodyLimits;
import org.holdfast.api.Problem;
import org.holdfast.api.ProblemRaised;
import org.holdfast.api.Refusals;
import org.holdfast.shield.BodyRoom;
import org.jspecify.annotations.Nullable;

/// Takes in the whole body of a request before the gate gives out one of the office's places, so
/// that whoever sends slowly waits outside. Behind it every read, of forms and files too, is from
/// memory.
final class BodyValve extends ValveBase {
    private final BodyRoom room;
    private final InstantSource clock;
    private final Supplier<Refusals> refusals;

    BodyValve(BodyRoom room, InstantSource clock, Supplier<Refusals> refusals) {
        super(true);
        this.room = room;
        this.clock = clock;
        this.refusals = refusals;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        org.apache.coyote.Request raw = request.getCoyoteRequest();
        if (raw.getContentLengthLong() <= 0 && raw.getHeader("Transfer-Encoding") == null) {
            getNext().invoke(request, response);
            return;
        }
        Optional<BodyRoom.Place> free = room.tryEnter();
        if (free.isEmpty()) {
            refusals.get().answer(request, response, Problem.of("over-capacity", 503));
            return;
        }
        try (BodyRoom.Place place = free.get()) {
            InputBuffer socket = raw.getInputBuffer();
            try {
                response.sendAcknowledgement(ContinueResponseTiming.ALWAYS);
                int most = BodyLimits.most(request.getRequestURI());
                List<ByteBuffer> body = WholeBody.read(new Incoming(raw), most, place, clock);
                raw.setInputBuffer(new Replay(new ArrayDeque<>(body)));
            } catch (ProblemRaised refused) {
                refuse(request, response, refused.problem());
                return;
            }
            try {
                getNext().invoke(request, response);
            } finally {
                // the socket's own buffer must end the request: it knows where the next one begins
                raw.setInputBuffer(socket);
            }
        }
    }

    private void refuse(Request request, Response response, Problem problem) throws IOException {
        refusals.get().answer(request, response, problem);
        response.finishResponse();
        if (problem.status() == 408) {
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    /// The bytes as they come through the socket.
    private static final class Incoming implements WholeBody.Source, ApplicationBufferHandler {
        private final org.apache.coyote.Request raw;
        private @Nullable ByteBuffer buffer;

        Incoming(org.apache.coyote.Request raw) {
            this.raw = raw;
        }

        @Override
        public @Nullable ByteBuffer next() throws IOException {
            int count;
            do {
                count = raw.doRead(this);
            } while (count == 0);
            return count < 0 ? null : buffer;
        }

        @Override
        public void setByteBuffer(ByteBuffer bytes) {
            buffer = bytes;
        }

        @Override
        public @Nullable ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {}
    }

    /// The same bytes again, from memory.
    private record Replay(Queue<ByteBuffer> blocks) implements InputBuffer {
        @Override
        public int doRead(ApplicationBufferHandler handler) {
            ByteBuffer block = blocks.poll();
            if (block == null) {
                return -1;
            }
            handler.setByteBuffer(block);
            return block.remaining();
        }

        @Override
        public int available() {
            return blocks.stream().mapToInt(ByteBuffer::remaining).sum();
        }
    }
}
