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
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.TilePath;

/// Serves the public part of the copies to everybody, under the same addresses as the office does:
/// checkpoints (with this mirror's cosignatures), tiles and entries, and what each first entry says
/// of its origin, with the certificate of the key. Never other blobs, never keys.
public final class MirrorServer implements AutoCloseable {
    private static final Pattern FILE = Pattern.compile("/journal/([a-z]{1,20}-[0-9]{1,9})/(.+)");

    private static final Map<String, Integer> OPENING = Map.of("opening", 0, "certificate", 1);

    private final HttpServer server;
    private final MirrorRun run;
    private final Path journals;

    private MirrorServer(HttpServer server, MirrorRun run) {
        this.server = server;
        this.run = run;
        this.journals = run.folder().resolve("journals");
    }

    /// Listens; port 0 takes a free one.
    public static MirrorServer start(MirrorRun run, String host, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 64);
        MirrorServer mirror = new MirrorServer(server, run);
        server.createContext("/", mirror::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return mirror;
    }

    /// The port it listens on.
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Matcher file = FILE.matcher(path);
            if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, "text/plain; charset=utf-8", text("GET only\n"));
            } else if (path.equals("/journal/list")) {
                send(exchange, 200, "text/plain; charset=utf-8", text(list()));
            } else if (path.equals("/status")) {
                send(exchange, 200, "text/plain; charset=utf-8", text(status()));
            } else if (file.matches() && OPENING.containsKey(file.group(2))) {
                opening(exchange, file.group(1), OPENING.get(file.group(2)));
            } else if (file.matches()) {
                send(exchange, file.group(1), file.group(2));
            } else {
                send(exchange, 404, "text/plain; charset=utf-8", text("no such file\n"));
            }
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

    private static void send(HttpExchange exchange, int status, String type, byte[] bytes)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(1);
    }
}
