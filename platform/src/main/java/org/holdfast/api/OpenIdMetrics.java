// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.ToDoubleFunction;
import org.holdfast.openid.OpenId;
import org.holdfast.openid.ProviderState;

/// The outside providers in figures, each for itself.
final class OpenIdMetrics {
    private final OpenId openId;
    private final InstantSource clock;

    OpenIdMetrics(OpenId openId, InstantSource clock) {
        this.openId = openId;
        this.clock = clock;
    }

    void register(MeterRegistry registry) {
        for (ProviderState one : openId.states()) {
            String name = one.name();
            gauge(
                    registry,
                    name,
                    "down",
                    "1 while it does not answer",
                    state -> state.since().isPresent() ? 1 : 0);
            gauge(
                    registry,
                    name,
                    "resting",
                    "1 while it is not asked",
                    state -> state.resting() ? 1 : 0);
            gauge(
                    registry,
                    name,
                    "age.seconds",
                    "since what it publishes was read",
                    state ->
                            state.published()
                                    .map(at ->
                                            Duration.between(at, clock.instant()).toMillis() / 1e3)
                                    .orElse(Double.NaN));
            counter(registry, name, "good", state -> state.counts().good());
            counter(registry, name, "failed", state -> state.counts().failed());
            counter(registry, name, "refused", state -> state.counts().refused());
        }
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String what,
            String words,
            ToDoubleFunction<ProviderState> value) {
        Gauge.builder("holdfast.openid." + what, openId, one -> now(one, name, value))
                .description(words)
                .tag("provider", name)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String outcome,
            ToDoubleFunction<ProviderState> value) {
        FunctionCounter.builder("holdfast.openid.exchanges", openId, one -> now(one, name, value))
                .description("exchanges of codes")
                .tag("provider", name)
                .tag("outcome", outcome)
                .register(registry);
    }

    private static double now(OpenId openId, String name, ToDoubleFunction<ProviderState> value) {
        return openId.state(name).map(value::applyAsDouble).orElse(Double.NaN);
    }
}
