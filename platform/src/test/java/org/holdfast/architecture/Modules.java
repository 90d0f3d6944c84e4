// SPDX-License-Identifier: Apache-2.0
package org.holdfast.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The declared arrows: which module of the platform may see which. The one map; ARCHITECTURE.md is
/// drawn from the code and compared with it.
final class Modules {
    static final String ROOT = "org.holdfast.";

    /// Lowest first: a module may see those before it, unless `NARROWED` says less.
    static final List<String> ORDER =
            List.of(
                    "database",
                    "offices",
                    "keys",
                    "ledger",
                    "pki",
                    "validation",
                    "identity",
                    "logins",
                    "openid",
                    "provider",
                    "registers",
                    "catalogue",
                    "documents",
                    "shield",
                    "cases",
                    "preservation",
                    "facts",
                    "officials",
                    "sites",
                    "api",
                    "portal",
                    "demo",
                    "app");

    /// Modules beside the main line see only these.
    static final Map<String, Set<String>> NARROWED =
            Map.of(
                    "validation", Set.of("database"),
                    "openid", Set.of("database", "keys"),
                    "provider", Set.of("database", "offices", "keys", "ledger", "identity"),
                    "shield", Set.of("database", "offices", "keys", "ledger", "identity"),
                    "sites", Set.of("database", "offices", "keys", "ledger", "identity"),
                    "demo",
                            Set.of(
                                    "database",
                                    "offices",
                                    "keys",
                                    "ledger",
                                    "identity",
                                    "registers",
                                    "catalogue"));

    /// Modules that only these may see.
    static final Map<String, Set<String>> SEEN_ONLY_BY =
            Map.of(
                    "demo",
                    Set.of("app"),
                    "app",
                    Set.of(),
                    "portal",
                    Set.of("app"),
                    "api",
                    Set.of("app", "portal"));

    /// Maven modules that ship alone, and which modules of the platform may use them.
    static final Map<String, Set<String>> LIBRARIES =
            Map.of(
                    "journal", Set.copyOf(ORDER.subList(ORDER.indexOf("keys"), ORDER.size())),
                    "verifier",
                            Set.of("documents", "cases", "ledger", "keys", "api", "portal", "app"));

    static Map<String, Set<String>> allowed() {
        Map<String, Set<String>> arrows = new LinkedHashMap<>();
        for (String module : ORDER) {
            Set<String> below = new java.util.TreeSet<>(ORDER.subList(0, ORDER.indexOf(module)));
            if (NARROWED.containsKey(module)) {
                below.retainAll(NARROWED.get(module));
            }
            below.removeIf(other ->
                    SEEN_ONLY_BY.containsKey(other) && !SEEN_ONLY_BY.get(other).contains(module));
            LIBRARIES.forEach((library, users) -> {
                if (users.contains(module)) {
                    below.add(library);
                }
            });
            arrows.put(module, below);
        }
        arrows.put("verifier", Set.of("journal"));
        arrows.put("journal", Set.of());
        return arrows;
    }

    /// The module a class belongs to: the part of its name after the root package.
    static String of(String className) {
        String rest = className.substring(ROOT.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private Modules() {}
}
