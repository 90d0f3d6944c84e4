// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Duration;
import java.util.Optional;

/// What one run of a drill of the sites shall do.
///
/// @param site to hit; empty: the primary's
/// @param link whose packets to lose, instead of those of a whole site
/// @param withEtcdLeader etcd's leader is moved to that site just before
/// @param perSecond papers that become due each second
/// @param fault how long the fault lasts
/// @param after how long the load goes on, at most, after healing, while the cluster becomes whole
public record SiteOrder(
        SiteDrillKind kind,
        Optional<String> site,
        Optional<SiteLink> link,
        boolean withEtcdLeader,
        int perSecond,
        Duration fault,
        Duration after) {
    public SiteOrder {
        if (link.isPresent() && kind != SiteDrillKind.LONG_PACKETS) {
            throw new IllegalArgumentException(kind.word() + " hits sites and no link");
        }
    }

    /// One that hits sites and no link.
    public SiteOrder(
            SiteDrillKind kind,
            Optional<String> site,
            boolean withEtcdLeader,
            int perSecond,
            Duration fault,
            Duration after) {
        this(kind, site, Optional.empty(), withEtcdLeader, perSecond, fault, after);
    }
}
