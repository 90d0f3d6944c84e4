// SPDX-License-Identifier: Apache-2.0
package org.holdfast.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.app.Office;
import org.holdfast.app.OfficeSettings;
import org.holdfast.app.SiteSettings;
import org.holdfast.database.EmbeddedServer;
import org.holdfast.journal.NoteSigner;
import org.holdfast.ledger.Mirroring;
import org.holdfast.ledger.Position;
import org.holdfast.sites.Inventory.Component;
import org.holdfast.sites.Link;
import org.holdfast.sites.OpenAlarm;
import org.holdfast.sites.Probes;
import org.holdfast.sites.SiteDoors;
import org.holdfast.sites.SiteReport;
import org.holdfast.sites.SitesSettings;
import org.holdfast.sites.WatchSettings;
import org.junit.jupiter.api.Assumptions;

/// A real node of site a with a database and an etcd of its own, and listeners in the place of
/// Patroni, of the other members of etcd and of the nodes b and c: what the page needs to show
/// three sites, without three sites.
final class SitesStage implements AutoCloseable {
    private static final Path ETCD = Path.of("/usr/bin/etcd");
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final SecureRandom CHANCE = new SecureRandom();

    private final Map<String, HttpServer> servers = new LinkedHashMap<>();
    private final AtomicInteger demands = new AtomicInteger();
    private final EmbeddedServer database;
    private final Process etcd;
    private final Office office;
    private volatile String primary = "a";
    private volatile String synchronous = "b";
    private volatile List<OpenAlarm> alarms = List.of();
    private volatile Map<String, Position> read = Map.of();

    SitesStage(Path folder) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(ETCD), "etcd is not installed");
        for (String site : NAMES) {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> answer(site, exchange));
            server.start();
            servers.put(site, server);
        }
        int client = free();
        etcd = etcd(folder, client, free());
        database = EmbeddedServer.start(folder.resolve("postgres"));
        database.ensureDatabase("holdfast");
        int port = free();
        Path results = folder.resolve("campaign.jsonl");
        Files.writeString(
                results,
                """
                {"name":"site-loss","date":"2026-11-26T12:00:00Z","site":"a","acknowledged":640,"missing":0,"duplicated":0,"wrong":0,"issueGapMillis":310,"moveGapMillis":9400,"noticedMillis":2100,"causeNamed":"site-not-reached-b-a"}
                {"name":"long-packets","date":"2026-11-26T13:00:00Z","site":"b","acknowledged":800,"missing":1,"duplicated":0,"wrong":0,"issueGapMillis":120,"moveGapMillis":31000,"noticedMillis":11000,"causeNamed":""}
                {"name":"cut
                """);
        System.setProperty("holdfast.drills", results.toString());
        office =
                Office.start(
                        new OfficeSettings(
                                folder.resolve("node"),
                                "127.0.0.1",
                                port,
                                true,
                                100,
                                false,
                                List.of(URI.create("http://127.0.0.1:" + client)),
                                Optional.empty(),
                                Optional.of(site(folder, port)),
                                OfficeSettings.Progress.SILENT));
    }

    /// A port at which nobody listens, below those that are given to whoever asks for any.
    private static int free() throws IOException {
        for (int tries = 0; tries < 1_000; tries++) {
            try (ServerSocket socket =
                    new ServerSocket(
                            CHANCE.nextInt(12_000, 32_000), 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // another one
            }
        }
        throw new IOException("no port is free");
    }

    private static Process etcd(Path folder, int client, int peer) throws IOException {
        String own = "http://127.0.0.1:" + client;
        String others = "http://127.0.0.1:" + peer;
        return new ProcessBuilder(
                        ETCD.toString(),
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=" + own,
                        "--advertise-client-urls=" + own,
                        "--listen-peer-urls=" + others,
                        "--initial-advertise-peer-urls=" + others,
                        "--initial-cluster=default=" + others)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("etcd.log").toFile())
                .start();
    }

    private URI at(String site) {
        return URI.create(
                "http://127.0.0.1:"
                        + java.util.Objects.requireNonNull(servers.get(site))
                                .getAddress()
                                .getPort());
    }

    private SiteSettings site(Path folder, int port) {
        var doors = new LinkedHashMap<String, SiteDoors>();
        var nodes = new LinkedHashMap<String, URI>();
        List<Component> parts = new ArrayList<>();
        for (String site : NAMES) {
            URI here = at(site);
            URI node = site.equals("a") ? URI.create("http://127.0.0.1:" + port) : here;
            nodes.put(site, node);
            doors.put(
                    site,
                    new SiteDoors(node, here, here, URI.create("tcp://" + here.getAuthority())));
        }
        for (String kind : List.of("etcd", "postgres", "haproxy", "node")) {
            parts.add(
                    new Component(
                            kind + ".a", kind, "a", "127.9.1.1:2379", "1.0", "/srv/a", List.of()));
        }
        return new SiteSettings(
                'a',
                database.settings("holdfast", 10),
                at("a"),
                List.of(),
                List.of(),
                new Mirroring.Place("a", vkey(), vkey(), Optional.empty()),
                Map.of(),
                Map.of(),
                new SitesSettings(
                        "a",
                        nodes,
                        Map.of(),
                        "none",
                        SitesSettings.EVERY,
                        SitesSettings.DEADLINE,
                        _ -> {}),
                new WatchSettings(
                        "a",
                        "holdfast-9",
                        doors,
                        "none",
                        Optional.of(new WatchSettings.Login("patroni", "secret")),
                        () -> alarms),
                folder,
                () -> parts);
    }

    private static String vkey() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return NoteSigner.of("site-a", pair.getPrivate(), pair.getPublic()).vkey();
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException(bug);
        }
    }

    String base() {
        return office.base();
    }

    /// How often Patroni was asked to move the primary.
    int demands() {
        return demands.get();
    }

    void alarm(String name, String words) {
        alarms = List.of(new OpenAlarm(Instant.EPOCH.plusSeconds(1_795_000_000L), name, words));
    }

    void calm() {
        alarms = List.of();
    }

    /// These sites say that they have read a's node journal up to its newest checkpoint, and no
    /// other says anything of it.
    void read(String... sites) {
        Map<String, Position> now = new LinkedHashMap<>();
        for (String site : sites) {
            now.put(site, new Position("nodea-1", "read", newest()));
        }
        read = now;
    }

    /// The second line of a checkpoint is the size of the tree.
    private long newest() {
        URI checkpoint = URI.create(office.base() + "/journal/nodea-1/checkpoint");
        try (InputStream in = checkpoint.toURL().openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Long.parseLong(text.lines().skip(1).findFirst().orElseThrow()) - 1;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    void back() {
        primary = "a";
        synchronous = "b";
    }

    private void answer(String site, HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/patroni" ->
                    say(
                            exchange,
                            200,
                            "{\"state\":\"running\",\"timeline\":4,\"role\":\""
                                    + (site.equals(primary) ? "master" : "replica")
                                    + "\"}");
            case "/cluster" -> say(exchange, 200, cluster());
            case "/primary" -> say(exchange, 200, "{}");
            case "/health/ready" -> say(exchange, 200, "{}");
            case "/v3/maintenance/status" ->
                    say(
                            exchange,
                            200,
                            "{\"header\":{\"member_id\":\""
                                    + NAMES.indexOf(site)
                                    + "\"},\"leader\":\"2\"}");
            case "/switchover" -> move(exchange, new String(body, StandardCharsets.UTF_8));
            case "/api/v1/probes" -> probed(exchange, body);
            case "/api/v1/sites/own" -> say(exchange, 200, report(site).json());
            default -> say(exchange, 404, "{}");
        }
    }

    private static void probed(HttpExchange exchange, byte[] body) throws IOException {
        byte[] wanted =
                new byte[Integer.parseInt(exchange.getRequestHeaders().getFirst(Probes.WANTED))];
        exchange.getResponseHeaders().set(Probes.CAME, digest(body));
        exchange.getResponseHeaders().set(Probes.SENT, digest(wanted));
        exchange.sendResponseHeaders(200, wanted.length);
        exchange.getResponseBody().write(wanted);
        exchange.close();
    }

    private static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(org.holdfast.api.Digest.sha256(bytes));
    }

    /// What b and c say of themselves: long packets are lost from c to b.
    private SiteReport report(String site) {
        List<Link> links = new ArrayList<>();
        for (String peer : NAMES) {
            if (!peer.equals(site)) {
                links.add(link(site, peer, Link.Size.SMALL));
                links.add(link(site, peer, Link.Size.FULL));
                links.add(link(peer, site, Link.Size.FULL));
            }
        }
        return new SiteReport(
                site,
                InstantSource.system().instant(),
                false,
                false,
                List.of(),
                Optional.ofNullable(read.get(site)).stream().toList(),
                links,
                List.of());
    }

    private static Link link(String from, String to, Link.Size size) {
        int lost = from.equals("c") && to.equals("b") && size == Link.Size.FULL ? 7 : 0;
        return new Link(
                Link.Kind.HTTP,
                from,
                to,
                size,
                Optional.of(Instant.EPOCH),
                lost,
                lost,
                Duration.ofMillis(size == Link.Size.FULL ? 4 : 2));
    }

    private synchronized void move(HttpExchange exchange, String demand) throws IOException {
        demands.incrementAndGet();
        if (demand.contains("\"leader\":\"" + primary + "\"")) {
            String before = primary;
            primary = synchronous;
            synchronous = before;
        }
        say(exchange, 200, "Successfully switched over to \"" + primary + "\"");
    }

    private String cluster() {
        List<String> members = new ArrayList<>();
        for (String site : NAMES) {
            String role =
                    site.equals(primary)
                            ? "leader"
                            : site.equals(synchronous) ? "sync_standby" : "replica";
            members.add("{\"name\":\"" + site + "\",\"role\":\"" + role + "\",\"lag\":0}");
        }
        return "{\"members\":[" + String.join(",", members) + "]}";
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        office.close();
        database.close();
        etcd.destroy();
        try {
            if (!etcd.waitFor(10, TimeUnit.SECONDS)) {
                etcd.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        servers.values().forEach(server -> server.stop(0));
    }
}
