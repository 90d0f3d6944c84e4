// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Puts together how far a renewal is. What is done is counted from entries of all sites; what
/// waits is known of this site alone, and of another site's only what it has stamped and not signed
/// yet.
final class ProgressOf {
    private static final Duration NEXT = Duration.ofSeconds(3);

    private final RenewalBook book;
    private final String own;

    ProgressOf(RenewalBook book, String own) {
        this.book = book;
        this.own = own;
    }

    RenewalProgress tell(Renewal renewal, Optional<RenewalWork.State> here, Instant now) {
        List<RenewalProgress.Site> sites = new ArrayList<>();
        book.sites(renewal.name())
                .forEach((site, keys) -> {
                    Map<String, RenewalBook.Done> done = book.done(renewal.name(), site);
                    sites.add(
                            site.equals(own)
                                    ? here(keys.size(), done, here)
                                    : elsewhere(site, keys.size(), done));
                });
        return new RenewalProgress(renewal, now, now.plus(NEXT), sites);
    }

    private RenewalProgress.Site here(
            int keys, Map<String, RenewalBook.Done> done, Optional<RenewalWork.State> state) {
        List<RenewalProgress.Service> services = new ArrayList<>();
        Set<String> names = new TreeSet<>(done.keySet());
        state.ifPresent(one -> names.addAll(one.waiting().keySet()));
        for (String name : names) {
            RenewalBook.Done is = done.getOrDefault(name, RenewalBook.Done.NOTHING);
            long waiting = state.map(one -> one.waiting().getOrDefault(name, 0)).orElse(0);
            long erased = state.map(one -> one.erased().getOrDefault(name, 0L)).orElse(0L);
            services.add(
                    new RenewalProgress.Service(
                            name,
                            is.resigned() + waiting + erased,
                            is.stamped(),
                            is.resigned(),
                            erased,
                            waiting));
        }
        return new RenewalProgress.Site(
                own,
                true,
                keys,
                keys == 0 || state.map(RenewalWork.State::counted).orElse(false),
                services,
                state.map(RenewalWork.State::unreadableCount).orElse(0L),
                state.map(RenewalWork.State::unreadable).orElse(List.of()),
                state.flatMap(RenewalWork.State::ends));
    }

    private static RenewalProgress.Site elsewhere(
            String site, int keys, Map<String, RenewalBook.Done> done) {
        List<RenewalProgress.Service> services = new ArrayList<>();
        done.forEach((name, is) ->
                services.add(
                        new RenewalProgress.Service(
                                name,
                                is.stamped(),
                                is.stamped(),
                                is.resigned(),
                                0,
                                Math.max(0, is.stamped() - is.resigned()))));
        return new RenewalProgress.Site(
                site, false, keys, false, services, 0, List.of(), Optional.empty());
    }
}
