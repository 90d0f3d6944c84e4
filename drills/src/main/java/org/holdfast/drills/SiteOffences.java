// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.holdfast.drills.SiteTruth.Acknowledged;

/// What a judge of a cluster finds, from several threads: what was acknowledged and is not there,
/// what is there twice, and what is not as it was said. Thread-safe.
final class SiteOffences {
    private final Set<String> missing = new ConcurrentSkipListSet<>();
    private final Set<String> wrong = new ConcurrentSkipListSet<>();
    private final Set<String> twice = new ConcurrentSkipListSet<>();

    /// @param where at which node, or which place else
    void missing(Acknowledged one, String where, String words) {
        missing.add(said(one, where, words));
    }

    void wrong(Acknowledged one, String where, String words) {
        wrong.add(said(one, where, words));
    }

    /// What is wrong with no operation in particular.
    void wrong(String words) {
        wrong.add(words);
    }

    void twice(Acknowledged one, String where, String words) {
        twice.add(said(one, where, words));
    }

    void twice(String words) {
        twice.add(words);
    }

    /// Operations of which something is missing: one that is missing at two nodes is missing once.
    long missing() {
        return missing.stream().map(one -> one.substring(0, one.indexOf(' '))).distinct().count();
    }

    long wrong() {
        return wrong.size();
    }

    long duplicated() {
        return twice.size();
    }

    void tell(Consumer<String> findings) {
        missing.forEach(one -> findings.accept("missing: " + one));
        twice.forEach(one -> findings.accept("duplicated: " + one));
        wrong.forEach(one -> findings.accept("wrong: " + one));
    }

    private static String said(Acknowledged one, String where, String words) {
        return "%s (%s %s, told %s by site %s) at %s: %s"
                .formatted(
                        one.operation(),
                        one.form().toString().toLowerCase(java.util.Locale.ROOT),
                        one.id(),
                        one.grade(),
                        one.site(),
                        where,
                        words);
    }
}
