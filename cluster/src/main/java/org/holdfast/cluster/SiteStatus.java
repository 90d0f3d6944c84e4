// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.util.Map;

/// How one site stands, asked from outside of it.
///
/// @param site its name
/// @param address its IPv4 address
/// @param supervisor `running`, `dead`, or `unseen` where only the site's own machine can tell
/// @param etcd `leader`, `follower`, `no leader` or `dead`
/// @param postgres `primary`, `sync standby`, `standby`, another word of Patroni's, or `dead`
/// @param timeline of PostgreSQL; 0: not known
/// @param lagBytes behind the primary; -1: not known
/// @param haproxy site to which its HAProxy leads writes; `nowhere`, or `dead`
/// @param node `ready` when it takes work, `starting`, `stopped` when a journal of it takes no more
///   entries, `dead`, or `none` when the site has no node
/// @param alarms open, with their details
public record SiteStatus(
        String site,
        String address,
        String supervisor,
        String etcd,
        String postgres,
        long timeline,
        long lagBytes,
        String haproxy,
        String node,
        Map<String, String> alarms) {
    public static final String DEAD = "dead";

    /// Of a supervisor.
    static final String RUNNING = "running";

    /// Of a HAProxy that knows no primary.
    static final String NOWHERE = "nowhere";

    /// Of a supervisor on another machine.
    public static final String UNSEEN = "unseen";

    public static final String READY = "ready";
    public static final String PRIMARY = "primary";
    public static final String SYNC_STANDBY = "sync standby";

    /// A standby that is further behind takes nobody's place soon; the next commit of a primary
    /// whose other standby is lost would wait for it.
    private static final long MOST_LAG = 32L << 20;

    /// Everything that shall run here runs.
    boolean whole() {
        return (supervisor.equals(RUNNING) || supervisor.equals(UNSEEN))
                && (etcd.equals("leader") || etcd.equals("follower"))
                && (postgres.equals(PRIMARY)
                        || postgres.equals(SYNC_STANDBY)
                        || postgres.equals("standby"))
                && lagBytes >= 0
                && lagBytes <= MOST_LAG
                && !haproxy.equals(DEAD)
                && !haproxy.equals(NOWHERE)
                && (node.equals(READY) || node.equals("none"))
                && alarms.isEmpty();
    }

    boolean stopped() {
        return !supervisor.equals(RUNNING) && etcd.equals(DEAD) && postgres.equals(DEAD);
    }
}
