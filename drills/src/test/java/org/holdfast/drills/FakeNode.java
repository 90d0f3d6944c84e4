// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/// A node that answers what a test lets it answer; anything else with 404. Each answer of a path is
/// given once, the last one for ever.
final class FakeNode implements AutoCloseable {
    private record Given(int status, String json) {}

    private final HttpServer server;
    private final Map<String, Queue<Given>> answers = new ConcurrentHashMap<>();
    private final SiteNodes.Node node;

    FakeNode(String site, Path folder) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        OfficeClient client = new OfficeClient(base, "");
        node =
                new SiteNodes.Node(
                        site,
                        folder,
                        new DemoOffice(base, List.of(), List.of()),
                        client,
                        client,
                        client);
    }

    SiteNodes.Node node() {
        return node;
    }

    FakeNode answers(String path, int status, String json) {
        answers.computeIfAbsent(path, _ -> new ArrayDeque<>()).add(new Given(status, json));
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Given given = next(exchange.getRequestURI().getPath());
            byte[] body = given.json().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(given.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized Given next(String path) {
        Queue<Given> given = answers.getOrDefault(path, new ArrayDeque<>());
        Given first = given.peek();
        if (given.size() > 1) {
            given.poll();
        }
        return first == null ? new Given(404, "{}") : first;
    }

    @Override
    public void close() {
        node.korean().close();
        server.stop(0);
    }
}
