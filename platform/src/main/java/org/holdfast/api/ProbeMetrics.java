// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.holdfast.sites.Link;
import org.holdfast.sites.Probes;

/// The probes between the sites in figures, each link, direction and size for itself.
final class ProbeMetrics {
    private final Probes probes;
    private final InstantSource clock;

    ProbeMetrics(Probes probes, InstantSource clock) {
        this.probes = probes;
        this.clock = clock;
    }

    void register(MeterRegistry registry) {
        List<Link> links = probes.links();
        for (int i = 0; i < links.size(); i++) {
            gauge(registry, i, "failures", "failed one after the other up to now", Link::failures);
            gauge(
                    registry,
                    i,
                    "latency.seconds",
                    "of the last that was answered in time",
                    link -> link.latency().toNanos() / 1e9);
            gauge(
                    registry,
                    i,
                    "age.seconds",
                    "since the last that was answered in time",
                    link ->
                            link.lastOk()
                                    .map(at ->
                                            Duration.between(at, clock.instant()).toMillis() / 1e3)
                                    .orElse(Double.NaN));
        }
        Gauge.builder("holdfast.probe.alarms", probes, one -> one.wrong().size())
                .description("what the probes of this site find wrong")
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            int index,
            String name,
            String words,
            ToDoubleFunction<Link> value) {
        Link link = probes.links().get(index);
        Gauge.builder(
                        "holdfast.probe." + name,
                        probes,
                        one -> value.applyAsDouble(one.links().get(index)))
                .description(words)
                .tags(
                        Tags.of(
                                "kind", link.kind().code(),
                                "from", link.from(),
                                "to", link.to(),
                                "size", link.size().code()))
                .register(registry);
    }
}
