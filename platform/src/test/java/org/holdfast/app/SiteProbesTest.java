// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.database.DatabaseSettings;
import org.holdfast.identity.PeerTokens;
import org.holdfast.keys.Keys;
import org.holdfast.sites.Link;
import org.holdfast.sites.Probes;
import org.holdfast.sites.SitesSettings;
import org.holdfast.testing.LossyLink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Probes of a site a to an office that it reaches as the nodes a, b and c, and to its database as
/// the ways a and b; the link to b and the way by b can be spoiled.
final class SiteProbesTest extends AskedOffice {
    /// Of probes over ways that are spoiled: three of them have to fail before anything is named.
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final Set<String> claimed = ConcurrentHashMap.newKeySet();
    private LossyLink link;
    private LossyLink way;
    private @Nullable Probes running;

    @BeforeEach
    void lay() throws IOException {
        URI base = URI.create(office.base());
        URI postgres = URI.create(database().url().substring("jdbc:".length()));
        link = new LossyLink(base.getHost(), base.getPort());
        way = new LossyLink(postgres.getHost(), postgres.getPort());
    }

    private static DatabaseSettings database() {
        return office.context().getBean(DatabaseHome.class).settings();
    }

    /// Probes that have begun, each of which was well once.
    private Probes probes(Duration deadline) {
        URI base = URI.create(office.base());
        var nodes = new LinkedHashMap<String, URI>();
        nodes.put("a", base);
        nodes.put("b", URI.create("http://127.0.0.1:" + link.port()));
        nodes.put("c", base);
        DatabaseSettings own = database();
        URI postgres = URI.create(own.url().substring("jdbc:".length()));
        String by =
                own.url()
                        .replace(
                                postgres.getHost() + ":" + postgres.getPort(),
                                "127.0.0.1:" + way.port());
        Probes probes =
                Probes.of(
                        new SitesSettings(
                                "a",
                                nodes,
                                Map.of(
                                        "a",
                                        own,
                                        "b",
                                        new DatabaseSettings(by, own.user(), own.password(), 2)),
                                peerToken(),
                                Duration.ofMillis(200),
                                deadline,
                                wrong -> claimed.addAll(wrong.values())),
                        InstantSource.system(),
                        new SecureRandom());
        running = probes;
        probes.begin();
        until(() -> probes.links().stream().allMatch(one -> one.lastOk().isPresent()));
        return probes;
    }

    @AfterEach
    void end() throws IOException {
        if (running != null) {
            running.close();
        }
        link.close();
        way.close();
    }

    @Test
    void probesEveryLinkInBothDirectionsAndClaimsNothingWhileAllIsWell() {
        Probes probes = probes(SitesSettings.DEADLINE);
        assertThat(probes.links().stream().map(SiteProbesTest::name))
                .containsExactlyInAnyOrder(
                        "http a>a small",
                        "http a>a full",
                        "http a>b small",
                        "http a>b full",
                        "http b>a full",
                        "http a>c small",
                        "http a>c full",
                        "http c>a full",
                        "write a>a small",
                        "write a>a full",
                        "write a>b small",
                        "write a>b full");
        var before = probes.links().stream().map(one -> one.lastOk().orElseThrow()).toList();
        until(() -> {
            List<Link> now = probes.links();
            for (int i = 0; i < now.size(); i++) {
                if (!now.get(i).lastOk().orElseThrow().isAfter(before.get(i))) {
                    return false;
                }
            }
            return true;
        });
        assertThat(claimed).isEmpty();
        assertThat(probes.longLost()).isEmpty();
    }

    @Test
    void namesThePathThatLosesLongPacketsAndClearsItAfterHealing() {
        Probes probes = probes(SHORT);
        link.loseLongThere();
        until(() -> !probes.wrong().isEmpty());
        assertThat(probes.wrong())
                .isEqualTo(Map.of("long-packets-lost-a-b", "long packets are lost from a to b"));
        assertThat(probes.longLost()).isEqualTo("a>b");
        link.heal();
        until(() -> probes.wrong().isEmpty());
        link.loseLongBack();
        until(() -> !probes.wrong().isEmpty());
        assertThat(probes.wrong())
                .isEqualTo(Map.of("long-packets-lost-b-a", "long packets are lost from b to a"));
        link.heal();
        until(() -> probes.wrong().isEmpty());
    }

    @Test
    void namesTheProxyByWhichLongWritesAreNotAcknowledged() {
        Probes probes = probes(SHORT);
        way.loseLongThere();
        until(() -> !probes.wrong().isEmpty());
        assertThat(probes.wrong())
                .isEqualTo(
                        Map.of(
                                "long-writes-not-acknowledged-b",
                                "long writes of a by way of b are not acknowledged"));
        way.heal();
        until(() -> probes.wrong().isEmpty());
        way.freeze();
        until(() -> !probes.wrong().isEmpty());
        assertThat(probes.wrong())
                .isEqualTo(
                        Map.of(
                                "writes-not-acknowledged-b",
                                "writes of a by way of b are not acknowledged"));
    }

    @Test
    void namesAPeerThatTakesConnectionsAndDoesNotAnswer() {
        Probes probes = probes(SHORT);
        link.freeze();
        until(() -> !probes.wrong().isEmpty());
        // a deadline later all its probes have failed, and still only this is said
        until(() ->
                probes.links().stream()
                        .filter(one -> one.kind() == Link.Kind.HTTP)
                        .filter(one -> one.from().equals("b") || one.to().equals("b"))
                        .allMatch(one -> one.lost() >= 3));
        assertThat(probes.wrong()).isEqualTo(Map.of("site-not-reached-a-b", "a does not reach b"));
        link.heal();
        until(() -> probes.wrong().isEmpty());
    }

    @Test
    void answersProbesOfPeersOnlyAndNeverMoreThanTheLongest() {
        assertThat(probe(peerToken(), "60", 60).status()).isEqualTo(200);
        assertThat(probe(peerToken(), "20000", 20_000).body()).hasSize(20_000);
        assertThat(probe(peerToken(), "20001", 60).status()).isEqualTo(400);
        assertThat(probe(peerToken(), "60", 20_001).status()).isEqualTo(413);
        assertThat(probe("nobody", "60", 60).status()).isEqualTo(401);
        assertThat(probe(token("officer", "kr-11110"), "60", 60).status()).isEqualTo(403);
    }

    private static Visitor.Answer probe(String token, String wanted, int bytes) {
        return visitor.send(
                visitor.to("/api/v1/probes")
                        .header("Authorization", "Bearer " + token)
                        .header(Probes.WANTED, wanted)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes])));
    }

    private static String peerToken() {
        return PeerTokens.make(
                office.context().getBean(Keys.class),
                "a",
                Duration.ofHours(1),
                InstantSource.system(),
                new SecureRandom());
    }

    private static String name(Link link) {
        return link.kind().code() + " " + link.from() + ">" + link.to() + " " + link.size().code();
    }
}
