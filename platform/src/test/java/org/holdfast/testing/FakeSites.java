// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// Listeners in the place of Patroni, etcd, HAProxy and the node of the sites a, b and c, one port
/// a site. They tell of one cluster, whose primary a switch-over moves as Patroni does: only from
/// the site that has it, only to the synchronous standby, only with the password.
public final class FakeSites implements AutoCloseable {
    /// What Patroni wants to hear: `patroni:secret`.
    public static final String LOGIN = "Basic cGF0cm9uaTpzZWNyZXQ=";

    private static final List<String> NAMES = List.of("a", "b", "c");

    private final Map<String, HttpServer> servers = new LinkedHashMap<>();
    private final Map<String, String> reports = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private volatile String primary = "a";
    private volatile String synchronous = "b";
    private volatile long lagBytes;
    private volatile int answer = 200;
    private volatile boolean holds;
    private volatile boolean breaks;

    public FakeSites() throws IOException {
        for (String site : NAMES) {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> answer(site, exchange));
            server.start();
            servers.put(site, server);
        }
    }

    /// Where the parts of each site answer.
    public SequencedMap<String, URI> addresses() {
        SequencedMap<String, URI> addresses = new LinkedHashMap<>();
        servers.forEach((site, server) ->
                addresses.put(
                        site, URI.create("http://127.0.0.1:" + server.getAddress().getPort())));
        return addresses;
    }

    /// What Patroni was asked to move, in order.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    public String primary() {
        return primary;
    }

    /// Who has the primary, and who has every acknowledged commit; empty: nobody.
    public void roles(String primarySite, String synchronousSite) {
        primary = primarySite;
        synchronous = synchronousSite;
    }

    public void lag(long bytes) {
        lagBytes = bytes;
    }

    /// What Patroni answers to the next demands instead of moving anything.
    public void refuses(int status) {
        answer = status;
    }

    /// Patroni does not answer a demand until [#goOn].
    public void hold() {
        holds = true;
    }

    public void goOn() {
        held.countDown();
    }

    /// Patroni breaks the connection of a demand after it did what it was asked, or before.
    public void breaks(boolean after) {
        breaks = true;
        answer = after ? 200 : 412;
    }

    /// What the node of a site says of itself.
    public void reports(String site, String json) {
        reports.put(site, json);
    }

    /// Nothing of a site answers any more.
    public void kill(String site) {
        servers.get(site).stop(0);
    }

    private void answer(String site, HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestURI().getPath()) {
            case "/patroni" -> say(exchange, 200, itself(site));
            case "/cluster" -> say(exchange, 200, cluster());
            case "/primary" -> say(exchange, site.equals(primary) ? 200 : 503, "{}");
            case "/health/ready" -> say(exchange, 200, "{}");
            case "/v3/maintenance/status" ->
                    say(
                            exchange,
                            200,
                            "{\"header\":{\"member_id\":\""
                                    + (NAMES.indexOf(site) + 1)
                                    + "\"},\"leader\":\"3\"}");
            case "/api/v1/sites/own" -> {
                String said = reports.get(site);
                say(exchange, said == null ? 404 : 200, said == null ? "{}" : said);
            }
            case "/switchover" -> move(exchange, new String(body, StandardCharsets.UTF_8));
            default -> say(exchange, 404, "{}");
        }
    }

    private void move(HttpExchange exchange, String demand) throws IOException {
        if (!LOGIN.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            say(exchange, 401, "no auth header received");
            return;
        }
        asked.add(demand);
        if (holds) {
            try {
                held.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
        boolean from = demand.contains("\"leader\":\"" + primary + "\"");
        boolean to = demand.contains("\"candidate\":\"" + synchronous + "\"");
        if (answer == 200 && from && to) {
            String before = primary;
            primary = synchronous;
            synchronous = before;
        }
        if (breaks) {
            exchange.close();
            return;
        }
        say(
                exchange,
                answer != 200 ? answer : from && to ? 200 : 412,
                answer == 200 && from && to
                        ? "Successfully switched over"
                        : "leader name mismatch");
    }

    private String itself(String site) {
        return "{\"state\":\"running\",\"role\":\""
                + (site.equals(primary) ? "master" : "replica")
                + "\",\"timeline\":1}";
    }

    private String cluster() {
        StringBuilder members = new StringBuilder();
        for (String site : NAMES) {
            String role =
                    site.equals(primary)
                            ? "leader"
                            : site.equals(synchronous) ? "sync_standby" : "replica";
            members.append(members.isEmpty() ? "" : ",")
                    .append("{\"name\":\"")
                    .append(site)
                    .append("\",\"role\":\"")
                    .append(role)
                    .append("\",\"lag\":")
                    .append(lagBytes)
                    .append("}");
        }
        return "{\"members\":[" + members + "]}";
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        held.countDown();
        servers.values().forEach(server -> server.stop(0));
    }
}
