// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the `move` part of a pack, and refuses one that writes what no register has or no paper
/// can print. Stateless.
final class MoveReader {
    /// `F`, `elder-M`, `F-of-M`.
    private static final Pattern KEY = Pattern.compile("(elder-|younger-)?[FM]|[FM]-of-[FM]");

    private MoveReader() {}

    static MoveRule read(PackNode n) {
        PackNode address = n.node("address");
        MoveRule.Address written =
                new MoveRule.Address(
                        address.one(MoveRule.Writing.class, "writing"), address.text("example"));
        address.done();
        MoveRule rule =
                new MoveRule(
                        n.one(MoveRule.Reach.class, "from"),
                        n.one(MoveRule.Counts.class, "counts"),
                        n.whole("days"),
                        n.text("law"),
                        written,
                        entries(n.node("entries")),
                        kinship(n));
        n.done();
        return rule;
    }

    private static MoveRule.Entries entries(PackNode n) {
        Map<String, String> statuses = new HashMap<>();
        n.maybeNode("statuses")
                .ifPresent(node -> node.keys().forEach(was -> statuses.put(was, node.text(was))));
        MoveRule.Entries entries =
                new MoveRule.Entries(
                        n.one(MoveRule.Whole.class, "household"),
                        n.one(MoveRule.Addresses.class, "addresses"),
                        n.text("reason"),
                        statuses);
        n.done();
        return entries;
    }

    private static Map<String, Map<String, String>> kinship(PackNode n) {
        Map<String, Map<String, String>> kinds = new HashMap<>();
        PackNode all = n.node("kinship");
        Set<String> seen = new HashSet<>();
        for (String kind : all.keys()) {
            PackNode node = all.node(kind);
            Map<String, String> codes = new HashMap<>();
            for (String key : node.keys()) {
                if (!KEY.matcher(key).matches()) {
                    throw node.refused(
                            key, "expected F, elder-F, younger-F or F-of-M and the like");
                }
                String code = node.text(key);
                if (!seen.add(code)) {
                    throw node.refused(key, "is said of two kinds or sexes: " + code);
                }
                codes.put(key, code);
            }
            kinds.put(kind, codes);
        }
        return kinds;
    }

    /// Whether the register has what such a move writes, and every service of the country has words
    /// for it.
    ///
    /// @param country all services of the country
    static void check(
            Path file, MoveRule rule, RegisterDefinition register, Collection<Service> country) {
        List<String> items = register.items().stream().map(RegisterDefinition.Item::code).toList();
        for (String item : written(rule)) {
            if (!items.contains(item)) {
                throw new PackRefused(
                        file, "move.entries", register.code() + " has no item " + item);
            }
        }
        Set<String> relations = new HashSet<>();
        rule.kinship().values().forEach(codes -> relations.addAll(codes.values()));
        for (Service service : country) {
            words(file, service, "relation", relations);
            words(file, service, "reason", Set.of(rule.entries().reason()));
        }
    }

    private static List<String> written(MoveRule rule) {
        return switch (rule.entries().addresses()) {
            case LISTED -> List.of("addresses", "household", "relation");
            case CURRENT ->
                    List.of(
                            "address",
                            "addressFrom",
                            "notified",
                            "movedFrom",
                            "history",
                            "household",
                            "relation");
        };
    }

    private static void words(Path file, Service service, String kind, Set<String> codes) {
        for (String code : codes) {
            boolean printed = service.vocabulary().containsKey(kind);
            if (printed && service.words(kind, code).isEmpty()) {
                throw new PackRefused(
                        file, "move", service.code() + " has no word for " + kind + " " + code);
            }
        }
    }
}
