// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How sites of this machine stand, by their files and by their nodes; a listener in the place of
/// every node.
class StatusReaderTest {
    private static final String TROUBLE = "journal-in-trouble-central-7";

    @TempDir Path folder;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer nodes;
    private ClusterPlan plan;

    @BeforeEach
    void listen() throws IOException {
        nodes = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        nodes.createContext("/health/ready", exchange -> say(exchange, 200, "{}"));
        nodes.createContext("/api/v1/sites/own", this::own);
        nodes.start();
        Ports usual = Ports.USUAL;
        Ports ports =
                new Ports(
                        usual.etcdClient(),
                        usual.etcdPeer(),
                        usual.postgres(),
                        usual.patroni(),
                        usual.primary(),
                        usual.replica(),
                        nodes.getAddress().getPort());
        plan = new ClusterPlan(folder, "x", 247, ports, Set.of());
        for (SitePlan site : plan.sites()) {
            Path token = site.nodeFolder().resolve("mirror/token");
            Files.createDirectories(token.getParent());
            Files.createDirectories(site.state());
            Files.writeString(token, "token-of-" + site.site() + "\n");
        }
    }

    /// By the token that was shown.
    private void own(HttpExchange exchange) throws IOException {
        String answer =
                answers.get(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        say(exchange, answer == null ? 503 : 200, answer == null ? "{}" : answer);
    }

    private static void say(HttpExchange exchange, int code, String words) throws IOException {
        byte[] body = words.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void stop() {
        nodes.stop(0);
    }

    private Map<String, Map<String, String>> alarms() throws IOException {
        return StatusReader.read(plan).sites().stream()
                .collect(Collectors.toMap(SiteStatus::site, SiteStatus::alarms));
    }

    private void lives(String site, String name) throws IOException {
        SiteProcesses.note(plan.site(site), name, ProcessHandle.current().pid());
    }

    @Test
    void whatNoFileSaysIsAskedOfEachNodeAndSilenceIsAnAlarm() throws IOException {
        lives("a", "node");
        lives("b", "node");
        answers.put(
                "Bearer token-of-a",
                "{\"alarms\":[{\"name\":\"" + TROUBLE + "\",\"words\":\"cannot follow\"}]}");
        Map<String, Map<String, String>> alarms = alarms();
        assertThat(alarms.get("a")).containsExactly(Map.entry(TROUBLE, "cannot follow"));
        assertThat(alarms.get("b")).containsOnlyKeys("alarms-unknown-b");
        assertThat(alarms.get("c")).as("no node lives there").isEmpty();

        answers.put("Bearer token-of-a", "{\"alarms\":[]}");
        answers.put("Bearer token-of-b", "{}");
        alarms = alarms();
        assertThat(alarms.get("a")).isEmpty();
        assertThat(alarms.get("b")).containsOnlyKeys("alarms-unknown-b");
    }

    @Test
    void alarmsOfAWatcherThatLooksNoMoreAreSaidToBeOld() throws IOException {
        lives("a", Supervisor.NAME);
        assertThat(alarms().get("a")).isEmpty();
        WatcherBeat.of(plan.site("a")).beat();
        assertThat(alarms().get("a")).isEmpty();
        Files.writeString(plan.site("a").state().resolve("looked"), "%019d%n".formatted(1));
        assertThat(alarms().get("a")).containsOnlyKeys(WatcherBeat.ALARM + "a");
    }
}
