// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.NoteSigner;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Mirroring;
import org.holdfast.sites.SitesSettings;
import org.holdfast.sites.WatchSettings;
import org.holdfast.testing.FreePort;
import org.holdfast.testing.HangingServer;
import org.holdfast.testing.TestEtcd;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What two nodes of one demo office need: an etcd, a database that can be made to hang, listeners
/// in the place of Patroni that say that site a has the primary, folders and a port. The nodes are
/// started by the tests; what site a writes comes to site b by a [HeldMirror].
final class SitePair implements AutoCloseable {
    static final String HERE = "kr-11110";

    private final Path temp;
    private final TestEtcd etcd;
    private final HangingServer database;
    private final Map<Character, HttpServer> patronis;

    /// Of the node of site b; known before it listens.
    private final int port = FreePort.take();

    SitePair(Path temp) throws IOException, InterruptedException {
        this.temp = temp;
        etcd = TestEtcd.start(temp);
        database = new HangingServer(temp.resolve("postgres"));
        database.server().ensureDatabase("holdfast");
        patronis = Map.of('a', patroni(200), 'b', patroni(503));
    }

    private static HttpServer patroni(int primary) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/primary",
                exchange -> {
                    exchange.sendResponseHeaders(primary, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    /// Of a node that asks no other site how it stands.
    OfficeSettings settings(char place) {
        return settings(place, WatchSettings.alone());
    }

    OfficeSettings settings(char place, WatchSettings watch) {
        String vkey = vkey(place);
        int patroni = java.util.Objects.requireNonNull(patronis.get(place)).getAddress().getPort();
        SiteSettings site =
                new SiteSettings(
                        place,
                        database.server().settings("holdfast", 8),
                        URI.create("http://127.0.0.1:" + patroni),
                        List.of(),
                        List.of(),
                        new Mirroring.Place("" + place, vkey, vkey, Optional.empty()),
                        Map.of(place == 'a' ? 'b' : 'a', copies(place)),
                        Map.of(),
                        SitesSettings.alone(),
                        watch,
                        temp,
                        List::of);
        return new OfficeSettings(
                folder(place),
                "127.0.0.1",
                place == 'a' ? 0 : port,
                true,
                400,
                false,
                List.of(etcd.address()),
                Optional.empty(),
                Optional.of(site),
                OfficeSettings.Progress.SILENT);
    }

    private static String vkey(char place) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return NoteSigner.of("site-" + place, pair.getPrivate(), pair.getPublic()).vkey();
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private Path folder(char place) {
        return temp.resolve("node-" + place);
    }

    /// Where site `place` keeps copies of what the other has written.
    Path copies(char place) {
        return temp.resolve("copies-" + place);
    }

    HangingServer database() {
        return database;
    }

    /// Starts the node of site a, and gives its keys to site b.
    Office startA() throws IOException {
        Office a = Office.start(settings('a'));
        Keys.share(folder('a').resolve("keys"), folder('b').resolve("keys"));
        return a;
    }

    URI addressOfB() {
        return URI.create("http://127.0.0.1:" + port);
    }

    Visitor visitorOfB() {
        return new Visitor(addressOfB().toString());
    }

    /// The people of the demo that site a has made.
    private DemoPeople people() {
        return DemoPeople.of(folder('a'));
    }

    /// The token of an officer here.
    String officer() {
        return token("officer", HERE);
    }

    String token(String role, String office) {
        return people().token(role, office);
    }

    /// The handle of somebody here who is not protected.
    String subject(int at) {
        return people().handle(HERE, at);
    }

    /// A paper of somebody, asked for by an officer here.
    Visitor.Answer issue(Visitor at, String subject) {
        return at.post(
                "/api/v1/issuances",
                officer(),
                Map.of(
                        "service",
                        "kr.resident-abstract",
                        "office",
                        HERE,
                        "subject",
                        subject,
                        "purpose",
                        "bank"));
    }

    /// A move of today.
    Visitor.Answer move(Visitor at, String subject, String address, String operation) {
        String today =
                LocalDate.ofInstant(InstantSource.system().instant(), ZoneId.of("Asia/Seoul"))
                        .toString();
        return at.post(
                "/api/v1/moves",
                officer(),
                Map.of(
                        "office", HERE, "subject", subject, "address", address, "movedOn", today,
                        "options", Map.of()),
                operation);
    }

    /// What the node of site b says of itself; an empty object while it does not listen.
    JsonNode healthOfB() {
        try {
            return visitorOfB().send(visitorOfB().to("/health/ready")).json();
        } catch (IllegalStateException notUp) {
            return JsonMapper.shared().createObjectNode();
        }
    }

    @Override
    public void close() throws IOException {
        patronis.values().forEach(server -> server.stop(0));
        database.close();
        etcd.close();
    }
}
