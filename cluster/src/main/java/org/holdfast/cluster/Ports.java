// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.util.List;

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
}
