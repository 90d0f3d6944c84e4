// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Synchronous replication as three witnesses tell it: etcd, the primary's setting, and the
/// primary's connections. Acknowledged means: flushed at the primary and at the standby that etcd
/// names. This is so only while the three agree.
///
/// @param leader site that holds the lease in etcd; empty: nobody
/// @param synced standby that etcd's key `sync` names; empty: none
/// @param names `synchronous_standby_names` at the primary
/// @param receivers who receives from the primary
/// @param weakened roles or databases with a `synchronous_commit` below `on`
record SyncState(
        Optional<String> leader,
        Optional<String> synced,
        String names,
        List<Receiver> receivers,
        List<String> weakened) {
    static final String NO_LEADER = "no-primary";
    static final String NO_STANDBY = "no-synchronous-standby";
    static final String ANY_STANDBY = "any-standby-satisfies";
    static final String DISAGREE = "sync-disagreement";
    static final String STRANGER = "stranger-receives";
    static final String WEAKENED = "commit-weakened";

    /// The alarms that only the primary can tell of.
    static final Set<String> TOLD_BY_PRIMARY =
            Set.of(NO_STANDBY, ANY_STANDBY, DISAGREE, STRANGER, WEAKENED);

    /// A line of `pg_stat_replication`.
    ///
    /// @param name `application_name`
    /// @param state `sync_state`: sync, quorum, potential or async
    record Receiver(String name, String state) {
        boolean counts() {
            return state.equals("sync") || state.equals("quorum");
        }
    }

    /// What is wrong, by the alarm's name; empty when the three agree.
    ///
    /// @param sites that may receive
    Map<String, String> wrong(Set<String> sites) {
        Map<String, String> wrong = new TreeMap<>();
        if (leader.isEmpty()) {
            wrong.put(NO_LEADER, "no site holds the lease of the primary");
            return wrong;
        }
        if (names.equals("*")) {
            wrong.put(
                    ANY_STANDBY,
                    "synchronous_standby_names is *: any receiver at all satisfies a commit");
        }
        List<String> counting =
                receivers.stream().filter(Receiver::counts).map(Receiver::name).toList();
        if (synced.isEmpty()) {
            wrong.put(NO_STANDBY, "no synchronous standby: commits wait");
        } else if (!unquoted(names).equals(synced.get())
                || !counting.equals(List.of(synced.get()))) {
            wrong.put(
                    DISAGREE,
                    "etcd names "
                            + synced.get()
                            + ", the primary names "
                            + (names.isEmpty() ? "nobody" : names)
                            + ", and commits wait for "
                            + (counting.isEmpty() ? "nobody that is there" : counting));
        }
        for (Receiver one : receivers) {
            if (!sites.contains(one.name())) {
                wrong.put(STRANGER, one.name() + " receives (" + one.state() + ") and is no site");
            }
        }
        if (!weakened.isEmpty()) {
            wrong.put(
                    WEAKENED, "synchronous_commit is below on for " + String.join(", ", weakened));
        }
        return wrong;
    }

    /// Whether a site receives from the primary.
    boolean sendsTo(String site) {
        return receivers.stream().anyMatch(one -> one.name().equals(site));
    }

    private static String unquoted(String names) {
        return names.replace("\"", "").strip();
    }
}
