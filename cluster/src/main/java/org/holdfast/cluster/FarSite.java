// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a site can learn over the network of sites on other machines, beyond what their etcd and
/// Patroni say of themselves: where their HAProxy leads, and which alarms their node tells. Each
/// question has two seconds, a login six. Thread-safe.
final class FarSite implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(2);

    /// A first login of a process that has just begun, on a machine that is busy.
    static final Duration LOGIN = Duration.ofSeconds(6);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final SitePlan here;
    private final Optional<Secrets> secrets;
    private final Optional<String> token;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(WITHIN).build();

    private FarSite(SitePlan here, Optional<Secrets> secrets, Optional<String> token) {
        this.here = here;
        this.secrets = secrets;
        this.token = token;
    }

    /// @param here whose passwords and addresses are used
    static FarSite from(SitePlan here, Optional<String> token) throws IOException {
        return new FarSite(here, Secrets.at(here.folder()), token);
    }

    /// The site to which a site's HAProxy leads writes: the database that is reached through it
    /// says its own address.
    String proxy(SitePlan site) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(site.address(), site.ports().primary()),
                    (int) WITHIN.toMillis());
        } catch (IOException nobody) {
            return SiteStatus.DEAD;
        }
        return secrets.flatMap(known -> database(site, known)).orElse(SiteStatus.NOWHERE);
    }

    private Optional<String> database(SitePlan site, Secrets known) {
        Properties how = new Properties();
        how.setProperty("user", "holdfast");
        how.setProperty("password", known.of(Secrets.HOLDFAST));
        String seconds = Long.toString(LOGIN.toSeconds());
        how.setProperty("connectTimeout", Long.toString(WITHIN.toSeconds()));
        how.setProperty("socketTimeout", seconds);
        how.setProperty("loginTimeout", seconds);
        how.setProperty("ApplicationName", "status-" + here.site());
        try (Connection connection = DriverManager.getConnection(here.jdbcUrl(site.site()), how);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select host(inet_server_addr())")) {
            row.next();
            String address = row.getString(1);
            return here.addresses().entrySet().stream()
                    .filter(one -> one.getValue().equals(address))
                    .map(Map.Entry::getKey)
                    .findFirst();
        } catch (SQLException away) {
            return Optional.empty();
        }
    }

    /// The open alarms of a site, as its node tells them. That it does not tell them is one, too.
    Map<String, String> alarms(SitePlan site) {
        Map<String, String> unknown =
                Map.of("alarms-unknown-" + site.site(), "its node does not tell its alarms");
        if (token.isEmpty()) {
            return unknown;
        }
        Map<String, String> alarms = new TreeMap<>();
        URI own = site.nodeAddress(site.site()).resolve("/api/v1/sites/own");
        HttpRequest request =
                HttpRequest.newBuilder(own)
                        .timeout(WITHIN)
                        .header("Authorization", "Bearer " + token.get())
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                for (JsonNode one : JSON.readTree(answer.body()).path("alarms")) {
                    alarms.put(one.path("name").asString("?"), one.path("words").asString(""));
                }
                return alarms;
            }
        } catch (IOException | JacksonException silent) {
            return unknown;
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
        return unknown;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
