// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.holdfast.drills.OriginCheck.Checked;
import org.holdfast.verifier.JournalKey;
import org.holdfast.verifier.TrustList;

/// Checks all origins of an office together. For one use by one thread.
final class OriginsAudit {
    /// The journals that every office has.
    private final TrustList trust;

    private final AuditWatcher watcher;
    private final Consumer<String> told;
    private final OnceTable once = new OnceTable();
    private final List<OriginName> names = new ArrayList<>();
    private long entries;

    OriginsAudit(TrustList trust, AuditWatcher watcher, Consumer<String> told) {
        this.trust = trust;
        this.watcher = watcher;
        this.told = told;
    }

    /// How much was read so far.
    JournalAudit.Extent extent() {
        return new JournalAudit.Extent(names.size(), entries);
    }

    /// Checks one origin alone; those before and after it are not looked at.
    void one(AuditedOrigin shown) {
        name(shown)
                .ifPresent(name -> {
                    Findings findings = new Findings(name.name(), told);
                    check(name, shown, findings);
                    findings.close();
                });
    }

    /// Checks all, that they continue each other, and that every origin on the list is there.
    void all(List<AuditedOrigin> shown, Set<String> listed) {
        Map<String, NavigableMap<Integer, AuditedOrigin>> byKind = new TreeMap<>();
        Set<String> sites = new HashSet<>();
        for (AuditedOrigin one : shown) {
            name(one)
                    .ifPresent(name -> {
                        sites.add(name.site());
                        if (byKind.computeIfAbsent(name.kind(), _ -> new TreeMap<>())
                                        .put(name.number(), one)
                                != null) {
                            told.accept(name.name() + ": shown twice");
                        }
                    });
        }
        if (sites.size() > 1) {
            told.accept("journals of " + sites.size() + " sites, not of one");
        }
        Map<String, Continuity> series = new HashMap<>();
        byKind.forEach((kind, origins) -> series.put(kind, series(origins)));
        if (!byKind.containsKey("central")) {
            told.accept("no central journal is there");
        }
        // one of several sites calls its own `nodea`, `nodeb` ...
        if (byKind.keySet().stream().noneMatch(kind -> kind.startsWith("node"))) {
            told.accept("no node journal is there");
        }
        for (String origin : new TreeSet<>(listed)) {
            if (!isAccountedFor(origin, series)) {
                told.accept(origin + ": in the trust file, and not there");
            }
        }
    }

    private static boolean isAccountedFor(String origin, Map<String, Continuity> series) {
        return OriginName.of(origin)
                .filter(name ->
                        series.containsKey(name.kind())
                                && series.get(name.kind()).accountsFor(name.number()))
                .isPresent();
    }

    private Continuity series(NavigableMap<Integer, AuditedOrigin> origins) {
        Continuity continuity = new Continuity();
        origins.values()
                .forEach(shown ->
                        name(shown)
                                .ifPresent(name -> {
                                    Findings findings = new Findings(name.name(), told);
                                    continuity.add(name, check(name, shown, findings), findings);
                                    findings.close();
                                }));
        return continuity;
    }

    private Optional<OriginName> name(AuditedOrigin shown) {
        Optional<OriginName> name = OriginName.of(shown.origin());
        if (name.isEmpty()) {
            told.accept("a journal with an origin that no office has");
        }
        return name;
    }

    private Optional<Checked> check(OriginName name, AuditedOrigin shown, Findings findings) {
        names.add(name);
        return switch (trust.journalKey(shown.origin(), shown.certificate())) {
            case JournalKey.NotCertified not -> {
                findings.add("its key is not certified: " + not.why());
                yield Optional.empty();
            }
            case JournalKey.Certified certified -> {
                if (!certified.key().vkey().equals(shown.vkey())) {
                    findings.add("another key is shown than the certified one");
                }
                OriginCheck check = new OriginCheck(names, once, watcher, findings);
                Optional<Checked> checked = check.run(shown, certified);
                entries += check.read();
                yield checked;
            }
        };
    }
}
