// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/// Stands between a mirror and its office: passes everything on, writes down which journals'
/// cosignatures are handed in, refuses some of them, and can alter the list of journals.
final class Between implements AutoCloseable {
    private static final String COSIGNATURES = "/cosignatures";
    private static final String MIRROR = "/api/v1/mirror/";

    /// Journals whose cosignatures were brought, in order, those that were refused included.
    final List<String> handedIn = new CopyOnWriteArrayList<>();

    /// Journals whose cosignatures are answered 503.
    final Set<String> refused = ConcurrentHashMap.newKeySet();

    volatile UnaryOperator<String> list = UnaryOperator.identity();
    private final String office;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    Between(String office) throws IOException {
        this.office = office;
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::pass);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (path.startsWith(MIRROR) && path.endsWith(COSIGNATURES)) {
                String journal =
                        path.substring(MIRROR.length(), path.length() - COSIGNATURES.length());
                handedIn.add(journal);
                if (refused.contains(journal)) {
                    exchange.sendResponseHeaders(503, -1);
                    return;
                }
            }
            HttpResponse<byte[]> answer = ask(exchange, body);
            byte[] bytes = answer.body();
            if (path.equals("/journal/list")) {
                String text = new String(bytes, StandardCharsets.UTF_8);
                bytes = list.apply(text).getBytes(StandardCharsets.UTF_8);
            }
            exchange.sendResponseHeaders(
                    answer.statusCode(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private HttpResponse<byte[]> ask(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(office + exchange.getRequestURI()))
                        .method(
                                exchange.getRequestMethod(),
                                HttpRequest.BodyPublishers.ofByteArray(body));
        for (String name : List.of("Authorization", "Content-Type")) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", told);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
    }
}
