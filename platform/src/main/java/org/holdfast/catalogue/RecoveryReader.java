// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Reads the two files of `recovery/`; refuses a service that no pack has or that stands twice.
final class RecoveryReader {
    private static final Set<String> KINDS = Set.of("etcd", "postgres", "haproxy", "node");

    /// What stands behind everything that the order names.
    private static final Words LAST = new Words("나머지 업무.", "そのほかの業務。", "All other services.");

    private RecoveryReader() {}

    /// @param services the codes of all packs
    static Recovery read(PackNode order, PackNode runbooks, Collection<String> services) {
        PackNode decided = order.node("decided");
        Recovery.Decided by = new Recovery.Decided(decided.text("by"), decided.text("date"));
        decided.done();
        List<Recovery.Parts> parts =
                order.nodes("parts").stream().map(RecoveryReader::parts).toList();
        Set<String> left = new TreeSet<>(services);
        List<Recovery.Rank> ranks = new ArrayList<>();
        for (PackNode node : order.nodes("services")) {
            List<String> codes = node.texts("services");
            for (String code : codes) {
                if (!left.remove(code)) {
                    throw node.refused("services", "no such service, or named twice: " + code);
                }
            }
            ranks.add(new Recovery.Rank(codes, node.words("why")));
            node.done();
        }
        if (!left.isEmpty()) {
            ranks.add(new Recovery.Rank(List.copyOf(left), LAST));
        }
        order.done();
        List<Recovery.Runbook> books = books(runbooks);
        runbooks.done();
        return new Recovery(by, parts, ranks, books);
    }

    private static Recovery.Parts parts(PackNode node) {
        Recovery.Parts parts = new Recovery.Parts(kinds(node, "kinds"), node.words("why"));
        node.done();
        return parts;
    }

    private static List<Recovery.Runbook> books(PackNode file) {
        Set<String> seen = new HashSet<>();
        List<Recovery.Runbook> books = new ArrayList<>();
        for (PackNode node : file.nodes("runbooks")) {
            String code = node.text("code");
            if (!seen.add(code)) {
                throw node.refused("code", "stands twice: " + code);
            }
            books.add(
                    new Recovery.Runbook(
                            code,
                            where(node),
                            kinds(node, "about"),
                            node.words("when"),
                            node.nodes("steps").stream().map(RecoveryReader::step).toList()));
            node.done();
        }
        return books;
    }

    private static Set<Recovery.Where> where(PackNode node) {
        String where = node.text("where");
        return switch (where) {
            case "cluster" -> Set.of(Recovery.Where.CLUSTER);
            case "one" -> Set.of(Recovery.Where.ONE);
            case "both" -> Set.of(Recovery.Where.CLUSTER, Recovery.Where.ONE);
            default -> throw node.refused("where", "expected cluster, one or both, found " + where);
        };
    }

    private static Recovery.Step step(PackNode node) {
        Recovery.Step step =
                new Recovery.Step(node.words("words"), node.maybe("command").orElse(""));
        node.done();
        return step;
    }

    private static List<String> kinds(PackNode node, String name) {
        List<String> kinds = node.texts(name);
        for (String kind : kinds) {
            if (!KINDS.contains(kind)) {
                throw node.refused(name, "expected some of " + KINDS + ", found " + kind);
            }
        }
        return kinds;
    }
}
