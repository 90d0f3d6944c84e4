// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// What a site can learn over the network of sites on other machines, beyond what their etcd,
/// Patroni and node say of themselves: where their HAProxy leads. A question has two seconds, a
/// login six. Thread-safe.
final class FarSite {
    private static final Duration WITHIN = Duration.ofSeconds(2);

    /// A first login of a process that has just begun, on a machine that is busy.
    static final Duration LOGIN = Duration.ofSeconds(6);

    private final SitePlan here;
    private final Optional<Secrets> secrets;

    private FarSite(SitePlan here, Optional<Secrets> secrets) {
        this.here = here;
        this.secrets = secrets;
    }

    /// @param here whose passwords and addresses are used
    static FarSite from(SitePlan here) throws IOException {
        return new FarSite(here, Secrets.at(here.folder()));
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
}
