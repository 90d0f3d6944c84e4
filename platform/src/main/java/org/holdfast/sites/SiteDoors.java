// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.net.URI;

/// Where the parts of one site answer.
///
/// @param node the Holdfast node
/// @param patroni Patroni's REST interface
/// @param etcd its member of etcd
/// @param proxy the way to the primary, as `tcp://host:port`
public record SiteDoors(URI node, URI patroni, URI etcd, URI proxy) {}
