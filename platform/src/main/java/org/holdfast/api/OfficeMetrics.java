// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.holdfast.cases.Filings;
import org.holdfast.database.DatabaseFault;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.ledger.Audits;
import org.holdfast.ledger.JournalCounts;
import org.holdfast.ledger.Ledger;
import org.holdfast.registers.CopyState;
import org.holdfast.registers.Registers;
import org.holdfast.registers.RegistersSession;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/v1/operations/metrics`: the figures of journals and filings in the text form of
/// Prometheus, for an operator's token. Figures only; nothing in them is about anybody.
@RestController
@Allowed(Role.OPERATOR)
class OfficeMetrics {
    private static final MediaType TEXT =
            MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8");
    private static final List<String> KINDS = List.of("central", "node");

    private final Ledger ledger;
    private final Filings filings;
    private final Registers registers;
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile List<JournalCounts> counts = List.of();
    private volatile Filings.Counts filed = new Filings.Counts(0, 0);
    private volatile Audits audits = Audits.none();

    OfficeMetrics(
            Ledger ledger,
            ProbeMetrics probes,
            OpenIdMetrics outside,
            Filings filings,
            CopyState.Watch copy,
            Registers registers,
            RegistersSession session) {
        this.ledger = ledger;
        this.filings = filings;
        this.registers = registers;
        probes.register(registry);
        outside.register(registry);
        for (int i = 0; i < KINDS.size(); i++) {
            journal(i);
        }
        FunctionCounter.builder("holdfast.audit.looked", this, one -> one.audits.looked())
                .description("entries looked at again at random")
                .register(registry);
        FunctionCounter.builder("holdfast.audit.compared", this, one -> one.audits.compared())
                .description("of these, compared with another place's copy")
                .register(registry);
        Gauge.builder("holdfast.audit.alarms", this, one -> one.audits.alarms().size())
                .description("entries that are not as they must be")
                .register(registry);
        Gauge.builder("holdfast.copy.behind.seconds", copy, OfficeMetrics::behind)
                .description("since the own copy of the registers held what the journal holds")
                .register(registry);
        Gauge.builder(
                        "holdfast.numbers.stopped",
                        session,
                        one -> one.noNumbers().isPresent() ? 1 : 0)
                .description("1 when this node should give acceptance numbers and cannot")
                .register(registry);
        Gauge.builder("holdfast.filings.pending", this, one -> one.filed.pending())
                .description("changes filed without the database and not merged yet")
                .register(registry);
        Gauge.builder("holdfast.filings.held", this, one -> one.filed.held())
                .description("filings that wait for an officer")
                .register(registry);
        Gauge.builder("holdfast.facts.age.seconds", this, OfficeMetrics::age)
                .description("since this node last had everything that the database had committed")
                .register(registry);
    }

    /// Not a number where nothing can be read.
    private double age() {
        try {
            return registers.read(reading -> reading.source().age()).toMillis() / 1e3;
        } catch (DatabaseFault nothing) {
            return Double.NaN;
        }
    }

    private static double behind(CopyState.Watch copy) {
        return copy.now().map(state -> state.behind().toMillis() / 1e3).orElse(Double.NaN);
    }

    private void journal(int kind) {
        gauge(kind, "next", "the index that the next entry gets", c -> c.entries() + c.unsealed());
        gauge(kind, "sequenced", "entries with an index", c -> c.entries() + c.unsealed());
        gauge(kind, "sealed", "entries under the last checkpoint", JournalCounts::entries);
        gauge(kind, "mirrored", "entries that enough places keep", JournalCounts::mirrored);
        gauge(kind, "waiting", "committed and without an index", JournalCounts::waiting);
        gauge(
                kind,
                "oldest.waiting.seconds",
                "how long the oldest of them waits",
                c -> c.oldestWaiting().toMillis() / 1e3);
        gauge(
                kind,
                "seal.lag95.seconds",
                "from durable to sealed, 95th percentile of the last 4,096",
                c -> c.sealLag95().toNanos() / 1e9);
        gauge(kind, "stopped", "1 when a fault stopped it", c -> c.stopped() ? 1 : 0);
        gauge(
                kind,
                "trouble.seconds",
                "for how long it could not be written or followed",
                c -> c.troubledFor().toSeconds());
    }

    private void gauge(int kind, String name, String words, ToDoubleFunction<JournalCounts> value) {
        Gauge.builder(
                        "holdfast.journal." + name,
                        this,
                        one ->
                                kind < one.counts.size()
                                        ? value.applyAsDouble(one.counts.get(kind))
                                        : Double.NaN)
                .description(words)
                .tag("journal", KINDS.get(kind))
                .register(registry);
    }

    /// Reads everything once, so that the figures of one answer belong together.
    @GetMapping("/api/v1/operations/metrics")
    synchronized ResponseEntity<String> metrics() {
        counts = ledger.counts();
        audits = ledger.audits();
        filed = filings.counts();
        return ResponseEntity.ok().contentType(TEXT).body(registry.scrape());
    }
}
