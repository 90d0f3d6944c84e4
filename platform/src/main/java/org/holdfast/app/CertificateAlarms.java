// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.holdfast.pki.Issued;
import org.holdfast.pki.Pki;
import org.holdfast.pki.Use;
import org.holdfast.sites.OpenAlarm;

/// Alarms before certificates end: 30, 7 and 1 days, of each kind the one that ends first and how
/// many more. A bound that is as long as the certificate itself is none. Issuing keys are made anew
/// at half their time, so that an alarm about one says that this does not work.
final class CertificateAlarms {
    private static final List<Duration> BOUNDS =
            List.of(Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30));

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Pki pki;
    private final InstantSource clock;
    private Instant looked = Instant.MIN;
    private List<OpenAlarm> last = List.of();

    CertificateAlarms(Pki pki, InstantSource clock) {
        this.pki = pki;
        this.clock = clock;
    }

    /// As of the last minute: reports ask each second, and certificates are many.
    synchronized List<OpenAlarm> now() {
        Instant now = clock.instant();
        if (now.isBefore(looked) || !now.minus(EVERY).isBefore(looked)) {
            last = of(pki, now);
            looked = now;
        }
        return last;
    }

    static List<OpenAlarm> of(Pki pki, Instant now) {
        List<OpenAlarm> alarms = new ArrayList<>();
        newest(pki)
                .flatMap(end -> alarm("issuing-keys-end", List.of(end), now))
                .ifPresent(alarms::add);
        for (Use use : List.of(Use.SITE, Use.OFFICIAL)) {
            List<X509Certificate> living =
                    pki.all().stream()
                            .filter(one -> one.use() == use && one.isGood(now))
                            .map(Issued::certificate)
                            .toList();
            String name =
                    use == Use.SITE ? "machine-certificates-end" : "officials-certificates-end";
            alarm(name, living, now).ifPresent(alarms::add);
        }
        return alarms;
    }

    /// Of each authority at each site the newest counts; of these the one that ends first.
    private static Optional<X509Certificate> newest(Pki pki) {
        return pki.authorities().stream()
                .collect(
                        Collectors.toMap(
                                one -> one.authority().code() + " " + one.site(),
                                Pki.Issuing::certificate,
                                (a, b) -> end(a).isAfter(end(b)) ? a : b))
                .values()
                .stream()
                .min(Comparator.comparing(CertificateAlarms::end));
    }

    private static Optional<OpenAlarm> alarm(
            String name, List<X509Certificate> living, Instant now) {
        for (Duration bound : BOUNDS) {
            List<X509Certificate> within =
                    living.stream().filter(one -> isWithin(one, bound, now)).toList();
            if (!within.isEmpty()) {
                Instant first =
                        within.stream()
                                .map(CertificateAlarms::end)
                                .min(Comparator.naturalOrder())
                                .orElseThrow();
                return Optional.of(
                        new OpenAlarm(
                                first.minus(bound),
                                name,
                                "%d within %d days, the first at %s"
                                        .formatted(within.size(), bound.toDays(), first)));
            }
        }
        return Optional.empty();
    }

    private static Instant end(X509Certificate one) {
        return one.getNotAfter().toInstant();
    }

    private static boolean isWithin(X509Certificate one, Duration bound, Instant now) {
        Instant end = end(one);
        Duration whole = Duration.between(one.getNotBefore().toInstant(), end);
        return now.isAfter(end.minus(bound)) && whole.compareTo(bound.multipliedBy(2)) > 0;
    }
}
