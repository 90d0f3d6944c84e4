// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The TCP ports of one site, the same at every site.
///
/// @param etcdClient etcd's API
/// @param etcdPeer between the members of etcd
/// @param postgres PostgreSQL itself; programs use `primary`
/// @param patroni Patroni's REST API
/// @param primary HAProxy: leads to the primary
/// @param replica HAProxy: leads to whatever can be read from
/// @param node the Holdfast node's HTTP
public record Ports(
        int etcdClient,
        int etcdPeer,
        int postgres,
        int patroni,
        int primary,
        int replica,
        int node) {
    /// The customary ones.
    public static final Ports USUAL = new Ports(2379, 2380, 5432, 8008, 5000, 5001, 8080);

    List<Integer> all() {
        return List.of(etcdClient, etcdPeer, postgres, patroni, primary, replica, node);
    }

    /// The first of these ports at one of these addresses of this machine that something uses now.
    Optional<InetSocketAddress> taken(Collection<String> addresses) {
        for (String address : addresses) {
            for (int port : all()) {
                InetSocketAddress there = new InetSocketAddress(address, port);
                try (ServerSocket socket = new ServerSocket()) {
                    socket.setReuseAddress(true);
                    socket.bind(there);
                } catch (IOException taken) {
                    return Optional.of(there);
                }
            }
        }
        return Optional.empty();
    }
}
