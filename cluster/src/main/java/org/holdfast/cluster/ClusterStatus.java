// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How a cluster stands.
///
/// @param cluster its name
/// @param sites in order
public record ClusterStatus(String cluster, List<SiteStatus> sites) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String UNWRITTEN = "writes-not-acknowledged-";

    public ClusterStatus {
        sites = List.copyOf(sites);
    }

    /// What the whole can do now.
    public enum Verdict {
        /// All three sites, all parts, no alarm.
        WHOLE("whole: any one site can be lost"),
        /// Writes are acknowledged, but something is missing.
        SERVING("serving, and not whole"),
        /// No acknowledged writes at this moment.
        READING("reads only: no write is acknowledged"),
        /// Nothing runs.
        STOPPED("stopped");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }
    }

    public Verdict verdict() {
        if (sites.stream().allMatch(SiteStatus::stopped)) {
            return Verdict.STOPPED;
        }
        if (primary().isEmpty() || synced().isEmpty() || noProbeWrites()) {
            return Verdict.READING;
        }
        return sites.stream().allMatch(SiteStatus::whole) ? Verdict.WHOLE : Verdict.SERVING;
    }

    /// Every node that could say so says that its writes through its own site are not acknowledged,
    /// or not those of full size: the engines may all look well then.
    private boolean noProbeWrites() {
        List<SiteStatus> asked =
                sites.stream().filter(one -> one.node().equals(SiteStatus.READY)).toList();
        return !asked.isEmpty()
                && asked.stream()
                        .allMatch(one ->
                                one.alarms().containsKey(UNWRITTEN + one.site())
                                        || one.alarms()
                                                .containsKey("long-" + UNWRITTEN + one.site()));
    }

    /// The site of the primary; empty when there is none or more than one says so.
    public Optional<String> primary() {
        return only(SiteStatus.PRIMARY);
    }

    /// The site of the synchronous standby.
    public Optional<String> synced() {
        return only(SiteStatus.SYNC_STANDBY);
    }

    private Optional<String> only(String role) {
        List<String> names =
                sites.stream()
                        .filter(site -> site.postgres().equals(role))
                        .map(SiteStatus::site)
                        .toList();
        return names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
    }

    /// The verdict in one line, with what is missing.
    public String words() {
        List<String> missing = new ArrayList<>();
        for (SiteStatus site : sites) {
            if (site.stopped()) {
                missing.add("site " + site.site() + " is dead");
            } else if (!site.whole()) {
                missing.add("site " + site.site() + " is not whole");
            }
        }
        Verdict verdict = verdict();
        return verdict == Verdict.WHOLE || verdict == Verdict.STOPPED || missing.isEmpty()
                ? verdict.words
                : verdict.words + " (" + String.join(", ", missing) + ")";
    }

    /// A table for people.
    public String table() {
        String form = "%-5s %-12s %-10s %-10s %-13s %8s %9s  %-9s %-8s%n";
        StringBuilder table = new StringBuilder();
        table.append(
                form.formatted(
                        "site",
                        "address",
                        "supervisor",
                        "etcd",
                        "postgres",
                        "timeline",
                        "lag",
                        "haproxy",
                        "node"));
        for (SiteStatus one : sites) {
            table.append(
                    String.format(
                            Locale.ROOT,
                            form,
                            one.site(),
                            one.address(),
                            one.supervisor(),
                            one.etcd(),
                            one.postgres(),
                            one.timeline() == 0 ? "-" : one.timeline(),
                            one.lagBytes() < 0 ? "-" : one.lagBytes() + " B",
                            one.haproxy().length() == 1 ? "to " + one.haproxy() : one.haproxy(),
                            one.node()));
        }
        for (SiteStatus one : sites) {
            one.alarms()
                    .forEach((alarm, detail) ->
                            table.append(
                                    "ALARM at %s: %s: %s%n".formatted(one.site(), alarm, detail)));
        }
        return table.append(cluster).append(": ").append(words()).toString();
    }

    /// The same for programs: `{cluster, verdict, words, primary, synced, sites: [...]}`.
    public String json() {
        ObjectNode json = JSON.createObjectNode().put("cluster", cluster);
        json.put("verdict", verdict().name().toLowerCase(Locale.ROOT)).put("words", words());
        json.put("primary", primary().orElse(null)).put("synced", synced().orElse(null));
        json.set("sites", JSON.valueToTree(sites));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }
}
