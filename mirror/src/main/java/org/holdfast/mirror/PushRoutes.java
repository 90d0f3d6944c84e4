// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;
import org.holdfast.journal.AddCheckpoint;
import org.holdfast.journal.Answer;
import org.holdfast.journal.JournalFault;

/// `POST /add-checkpoint` and `POST /add-entries` over HTTP. Thread-safe.
///
/// At most four requests are read at once; others are answered 503. A body is read up to 4 MB,
/// which is more than 32 packages of an office's entries; what comes behind that is as if it had
/// not come, so that the answer is 202 and says where to go on. A client that does not keep up
/// loses its connection ([PatientBody]), and keeps what came whole. Bodies may be packed by gzip;
/// the limit is of both what is packed and what is unpacked.
final class PushRoutes {
    private static final int AT_ONCE = 4;
    private static final long MOST_BYTES = 4 << 20;
    private static final String RETRY_SECONDS = "2";

    private final Pushes pushes;
    private final LongSupplier nanos;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();

    private record Watched(HttpExchange exchange, PatientBody body) {}

    /// @param watching ends connections of slow clients, once a second
    PushRoutes(Pushes pushes, LongSupplier nanos, ScheduledExecutorService watching) {
        this.pushes = pushes;
        this.nanos = nanos;
        var _ = watching.scheduleWithFixedDelay(this::endSlow, 1, 1, TimeUnit.SECONDS);
    }

    private void endSlow() {
        for (Watched one : watched) {
            if (one.body().isTooSlow()) {
                // No answer was begun, so that this ends the connection, and the read with it.
                one.exchange().close();
            }
        }
    }

    /// Answers, when the path is one of these.
    boolean answers(HttpExchange exchange, String path) throws IOException {
        boolean checkpoint = path.equals("/add-checkpoint");
        if (!checkpoint && !path.equals("/add-entries")) {
            return false;
        }
        // "mirrors SHOULD send an Accept-Encoding header that includes gzip"
        exchange.getResponseHeaders().set("Accept-Encoding", "gzip");
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            refuse(exchange, 405, "POST only");
            return true;
        }
        String coding =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                        .orElse("identity");
        boolean gzip = coding.equalsIgnoreCase("gzip");
        if (!gzip && !coding.equalsIgnoreCase("identity")) {
            refuse(exchange, 415, "only gzip is unpacked");
            return true;
        }
        if (!places.tryAcquire()) {
            exchange.getResponseHeaders().set("Retry-After", RETRY_SECONDS);
            refuse(exchange, 503, "too many at once; try again");
            return true;
        }
        Answer answer;
        try {
            answer = read(exchange, checkpoint, gzip);
        } finally {
            places.release();
        }
        if (answer instanceof Answer.Unavailable) {
            exchange.getResponseHeaders().set("Retry-After", RETRY_SECONDS);
        }
        send(exchange, answer);
        return true;
    }

    private Answer read(HttpExchange exchange, boolean checkpoint, boolean gzip) {
        long most = checkpoint ? AddCheckpoint.MAX_BYTES + 1L : MOST_BYTES;
        PatientBody slow = new PatientBody(exchange.getRequestBody(), most, nanos);
        Watched watch = new Watched(exchange, slow);
        watched.add(watch);
        try {
            return answer(slow, checkpoint, gzip);
        } finally {
            watched.remove(watch);
        }
    }

    private Answer answer(InputStream slow, boolean checkpoint, boolean gzip) {
        try {
            InputStream body =
                    gzip ? new PatientBody(new GZIPInputStream(slow), MOST_BYTES, () -> 0) : slow;
            return checkpoint
                    ? pushes.addCheckpoint(body.readNBytes(AddCheckpoint.MAX_BYTES + 1))
                    : pushes.addEntries(body);
        } catch (IOException broken) {
            return new Answer.Malformed("the body cannot be read to its end");
        } catch (JournalFault | UncheckedIOException disk) {
            return new Answer.Unavailable("the copy cannot be opened now; try again");
        }
    }

    private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
        byte[] text = (why + "\n").getBytes(StandardCharsets.UTF_8);
        MirrorServer.send(exchange, status, "text/plain; charset=utf-8", text);
    }

    /// An answer of the specifications, as it is.
    static void send(HttpExchange exchange, Answer answer) throws IOException {
        MirrorServer.send(exchange, answer.status(), answer.contentType(), answer.body());
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
