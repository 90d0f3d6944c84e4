// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.journal.Answer;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.TilePath;

/// Serves the public part of the copies to everybody, under the same addresses as the office does:
/// checkpoints (with this mirror's cosignatures), tiles and entries, and what each first entry says
/// of its origin, with the certificate of the key. Never other blobs, never keys. Takes pushes as
/// well ([PushRoutes]), and shows copies and checkpoints where C2SP tlog-mirror and tlog-witness
/// look for them: under `/mirror/<origin hash>/` and `/witness/<origin hash>/checkpoint`.
///
/// A whole request, and a whole answer, has two minutes, unless the JDK's properties
/// `sun.net.httpserver.maxReqTime` and `maxRspTime` say otherwise; at most 512 connections.
public final class MirrorServer implements AutoCloseable {
    private static final Pattern FILE = Pattern.compile("/journal/([a-z]{1,20}-[0-9]{1,9})/(.+)");

    private static final Pattern HASHED = Pattern.compile("/(mirror|witness)/([0-9a-f]{64})/(.+)");

    static {
        // Read once, when the JDK's server is first used.
        limit("sun.net.httpserver.maxReqTime", "120");
        limit("sun.net.httpserver.maxRspTime", "120");
        limit("jdk.httpserver.maxConnections", "512");
    }

    private static final Map<String, Integer> OPENING = Map.of("opening", 0, "certificate", 1);

    private final HttpServer server;
    private final MirrorRun run;
    private final Path journals;
    private final PushRoutes routes;
    private final ScheduledExecutorService watching =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("slow-clients").factory());

    private MirrorServer(HttpServer server, MirrorRun run, LongSupplier nanos) {
        this.server = server;
        this.run = run;
        this.routes = new PushRoutes(run.pushes(), nanos, watching);
        this.journals = run.folder().resolve("journals");
    }

    /// Listens; port 0 takes a free one.
    public static MirrorServer start(MirrorRun run, String host, int port) throws IOException {
        return start(run, host, port, System::nanoTime);
    }

    /// The same, by a clock of its own.
    ///
    /// @param nanos by which clients are slow
    static MirrorServer start(MirrorRun run, String host, int port, LongSupplier nanos)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 64);
        MirrorServer mirror = new MirrorServer(server, run, nanos);
        server.createContext("/", mirror::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return mirror;
    }

    private static void limit(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /// The port it listens on.
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (routes.answers(exchange, path)) {
                return;
            }
            Matcher file = FILE.matcher(path);
            Matcher hashed = HASHED.matcher(path);
            if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, "text/plain; charset=utf-8", text("GET only\n"));
            } else if (path.equals("/journal/list")) {
                send(exchange, 200, "text/plain; charset=utf-8", text(list()));
            } else if (path.equals("/journal/root")) {
                byte[] root = Files.readAllBytes(run.folder().resolve("root.der"));
                send(exchange, 200, "application/pkix-cert", root);
            } else if (path.equals("/status")) {
                send(exchange, 200, "text/plain; charset=utf-8", text(status()));
            } else if (hashed.matches()) {
                hashed(exchange, hashed.group(1), hashed.group(2), hashed.group(3));
            } else if (file.matches() && OPENING.containsKey(file.group(2))) {
                opening(exchange, file.group(1), OPENING.get(file.group(2)));
            } else if (file.matches()) {
                send(exchange, file.group(1), file.group(2));
            } else {
                send(exchange, 404, "text/plain; charset=utf-8", text("no such file\n"));
            }
        }
    }

    /// A copy, or the witness's latest checkpoint, under the hash of its origin. A checkpoint of
    /// the mirror has its cosignature; for the moment between adopting one and cosigning it there
    /// is none to give.
    private void hashed(HttpExchange exchange, String service, String hash, String path)
            throws IOException {
        Pushes pushes = run.pushes();
        Optional<String> origin = pushes.originOf(hash);
        Optional<String> name = origin.flatMap(pushes::name);
        if (name.isEmpty()) {
            PushRoutes.send(exchange, new Answer.Unknown());
        } else if (service.equals("witness")) {
            PushRoutes.send(
                    exchange,
                    path.equals("checkpoint")
                            ? pushes.witnessed(origin.get())
                            : new Answer.Unknown());
        } else if (path.equals("checkpoint")) {
            Optional<SignedNote> note = pushes.cosigned(name.get());
            PushRoutes.send(
                    exchange,
                    note.isPresent() ? new Answer.Published(note.get()) : new Answer.Unknown());
        } else {
            send(exchange, name.get(), path);
        }
    }

    private void send(HttpExchange exchange, String name, String path) throws IOException {
        Path folder = journals.resolve(name);
        boolean plain = path.equals("checkpoint") || path.equals("vkey") || path.equals("origin");
        if (!plain && !isTile(path)) {
            send(exchange, 404, "text/plain; charset=utf-8", text("no such file\n"));
            return;
        }
        Path file = folder.resolve(path);
        if (!Files.isRegularFile(file)) {
            send(exchange, 404, "text/plain; charset=utf-8", text("no such file\n"));
            return;
        }
        String type = plain ? "text/plain; charset=utf-8" : "application/octet-stream";
        send(exchange, 200, type, Files.readAllBytes(file));
    }

    /// A blob of the first entry, which is public: its content, or the certificate of the key.
    private void opening(HttpExchange exchange, String name, int blob) throws IOException {
        Path folder = journals.resolve(name);
        if (!JournalDirectory.isJournal(folder)) {
            send(exchange, 404, "text/plain; charset=utf-8", text("no such journal\n"));
            return;
        }
        try (JournalDirectory journal = JournalDirectory.openForReading(folder)) {
            List<byte[]> blobs = journal.read(new EntryIndex(0)).blobs();
            send(exchange, 200, "application/octet-stream", blobs.get(blob));
        } catch (JournalRefusal | JournalFault | IndexOutOfBoundsException none) {
            send(exchange, 404, "text/plain; charset=utf-8", text("nothing is kept yet\n"));
        }
    }

    private static boolean isTile(String path) {
        try {
            TilePath.parse(path);
            return true;
        } catch (JournalRefusal e) {
            return false;
        }
    }

    private String list() throws IOException {
        StringBuilder list = new StringBuilder();
        for (Path folder : folders()) {
            try (JournalDirectory journal = JournalDirectory.openForReading(folder)) {
                list.append(folder.getFileName()).append(' ').append(journal.origin()).append(' ');
                list.append(journal.verifier().vkey()).append(' ');
                list.append(journal.signedSize()).append('\n');
            }
        }
        return list.toString();
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(journals)) {
            return new ArrayList<>(all.filter(JournalDirectory::isJournal).sorted().toList());
        }
    }

    private String status() {
        StringBuilder status = new StringBuilder();
        status.append("mirror ").append(run.keys().mirror().vkey()).append('\n');
        status.append("witness ").append(run.keys().witness().vkey()).append('\n');
        status.append("alarms ").append(run.alarms().size()).append('\n');
        run.alarms()
                .forEach((name, alarm) ->
                        status.append(name).append(' ').append(alarm).append('\n'));
        return status.toString();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void send(HttpExchange exchange, int status, String type, byte[] bytes)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        watching.shutdownNow();
        server.stop(1);
    }
}
