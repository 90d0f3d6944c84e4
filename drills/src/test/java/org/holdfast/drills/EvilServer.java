// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.holdfast.journal.JournalDirectory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Serves the journals of a pretended office, honestly or with one lie.
final class EvilServer implements AutoCloseable {
    private static final String LIST = "/journal/";

    private final PretendOffice office;
    private final String mode;
    private final HttpServer server;
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    EvilServer(PretendOffice office, String mode) throws IOException {
        this.office = office;
        this.mode = mode;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean tile = path.contains("/tile/");
        boolean list = path.equals(LIST);
        try (exchange) {
            switch (mode) {
                case "html" -> send(exchange, 200, text("<html>hi</html>"));
                case "404" -> send(exchange, 404, text("no"));
                case "redirect" -> {
                    exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
                    send(exchange, 302, new byte[0]);
                }
                case "obj" -> twist(exchange, path, list, _ -> text("{\"a\":{\"name\":\"x\"}}"));
                case "emptylist" -> twist(exchange, path, list, _ -> text("[]"));
                case "notrust" ->
                        twist(exchange, path, path.equals("/trust"), _ -> text("<html></html>"));
                case "inflist" -> endless(exchange, path, list);
                case "slowlist" -> dripping(exchange, path, list);
                case "inftile" -> endless(exchange, path, tile);
                case "slowtile" -> dripping(exchange, path, tile);
                case "infcheckpoint" -> endless(exchange, path, path.endsWith("/checkpoint"));
                case "drop" -> twist(exchange, path, list, found -> without(found, "central-"));
                case "dropall" -> twist(exchange, path, list, found -> without(found, ""));
                case "hide" -> twist(exchange, path, list, found -> without(found, "central-2"));
                case "forget" -> twist(exchange, path, list, found -> without(found, "central-1"));
                case "elsewhere" ->
                        twist(
                                exchange,
                                path,
                                list,
                                found ->
                                        replace(
                                                found,
                                                "\"/journal/",
                                                "\"http://127.0.0.1:1/journal/"));
                case "twokeys" -> twist(exchange, path, list, found -> replace(found, "+A", "+B"));
                case "ahead" ->
                        twist(
                                exchange,
                                path,
                                list,
                                found -> replace(found, "\"size\":", "\"size\":9"));
                case "shorttile" -> twist(exchange, path, tile, found -> Arrays.copyOf(found, 100));
                case "longtile" ->
                        twist(
                                exchange,
                                path,
                                tile,
                                found -> Arrays.copyOf(found, found.length + 100));
                case "fliptile" -> twist(exchange, path, tile, EvilServer::flipped);
                case "fliphashes" ->
                        twist(
                                exchange,
                                path,
                                tile && !path.contains("/entries/"),
                                EvilServer::flipped);
                case "flipupper" ->
                        twist(exchange, path, path.contains("/tile/1/"), EvilServer::flipped);
                case "zerotile" -> twist(exchange, path, tile, _ -> new byte[512]);
                case "500" -> {
                    if (tile) {
                        send(exchange, 500, text("x"));
                    } else {
                        honest(exchange, path);
                    }
                }
                case "noopening" -> {
                    if (path.endsWith("/opening")) {
                        send(exchange, 404, text("no"));
                    } else {
                        honest(exchange, path);
                    }
                }
                case "flipopening" ->
                        twist(exchange, path, path.endsWith("/opening"), EvilServer::flipped);
                case "honest" -> honest(exchange, path);
                default -> throw new IllegalStateException(mode);
            }
        }
    }

    private void twist(
            HttpExchange exchange, String path, boolean here, UnaryOperator<byte[]> change)
            throws IOException {
        byte[] found = file(path);
        if (found.length == 0) {
            send(exchange, 404, found);
        } else {
            send(exchange, 200, here ? change.apply(found) : found);
        }
    }

    private void honest(HttpExchange exchange, String path) throws IOException {
        twist(exchange, path, false, found -> found);
    }

    private void endless(HttpExchange exchange, String path, boolean here) throws IOException {
        if (!here) {
            honest(exchange, path);
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        while (over.getCount() > 0) {
            body.write(new byte[1 << 16]);
        }
    }

    private void dripping(HttpExchange exchange, String path, boolean here) throws IOException {
        if (!here) {
            honest(exchange, path);
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        try {
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                body.write(0);
                body.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] file(String path) throws IOException {
        if (path.equals("/trust")) {
            return text(office.trust());
        }
        if (path.equals(LIST)) {
            return list().toString().getBytes(StandardCharsets.UTF_8);
        }
        Path file = office.journals().resolve(path.substring(LIST.length()));
        if (path.endsWith("/opening")) {
            try (JournalDirectory one = JournalDirectory.openForReading(file.getParent())) {
                return one.read(new org.holdfast.journal.EntryIndex(0)).blobs().getFirst();
            }
        }
        return Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
    }

    private ArrayNode list() throws IOException {
        ArrayNode list = JsonMapper.shared().createArrayNode();
        try (Stream<Path> folders = Files.list(office.journals())) {
            for (Path folder : folders.sorted().toList()) {
                try (JournalDirectory one = JournalDirectory.openForReading(folder)) {
                    list.addObject()
                            .put("name", folder.getFileName().toString())
                            .put("origin", one.origin())
                            .put("vkey", one.verifier().vkey())
                            .put("href", LIST + folder.getFileName())
                            .put("size", one.signedSize().value());
                }
            }
        }
        return list;
    }

    private static byte[] without(byte[] list, String prefix) {
        ArrayNode kept = JsonMapper.shared().createArrayNode();
        JsonMapper.shared()
                .readTree(list)
                .forEach(one -> {
                    if (!one.required("name").stringValue().startsWith(prefix)) {
                        kept.add(one);
                    }
                });
        return text(kept.toString());
    }

    private static byte[] replace(byte[] list, String what, String with) {
        return text(new String(list, StandardCharsets.UTF_8).replace(what, with));
    }

    private static byte[] flipped(byte[] found) {
        byte[] other = found.clone();
        other[Math.min(50, other.length - 1)] ^= 1;
        return other;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
