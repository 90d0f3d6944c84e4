// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.cases.Issuing;
import org.holdfast.cases.StepTimes;
import org.holdfast.ledger.JournalCounts;
import org.holdfast.shield.Limiter;

/// What an operator sees of the office: figures only, nothing about anybody.
record OperationsView(
        List<RecordView.Row> figures,
        List<Journal> journals,
        List<RecordView.Row> steps,
        List<RecordView.Row> admission) {

    record Journal(
            String name,
            String entries,
            String unsealed,
            String perSecond,
            String lag,
            String bytes,
            boolean stopped) {}

    static OperationsView of(
            List<JournalCounts> counts,
            Issuing.Totals totals,
            Limiter.Load load,
            long residents,
            long freeBytes,
            Page page) {
        Figures f = page.figures();
        long bytes = counts.stream().mapToLong(JournalCounts::bytes).sum();
        long unsealed = counts.stream().mapToLong(JournalCounts::unsealed).sum();
        double perSecond = counts.stream().mapToDouble(JournalCounts::appendedPerSecond).sum();
        return new OperationsView(
                List.of(
                        new RecordView.Row("ops.papers", f.number(totals.papers())),
                        new RecordView.Row("ops.refused", f.number(totals.refused())),
                        new RecordView.Row("ops.stopped", f.number(totals.stopped())),
                        new RecordView.Row("ops.perSecond", f.decimal(perSecond)),
                        new RecordView.Row("ops.receipts", f.number(unsealed)),
                        new RecordView.Row("ops.people", f.number(residents)),
                        new RecordView.Row("ops.storage", f.bytes(bytes)),
                        new RecordView.Row("ops.free", f.bytes(freeBytes))),
                counts.stream().map(c -> journal(c, f)).toList(),
                steps(totals, f),
                List.of(
                        new RecordView.Row("ops.inside", f.number(load.inside())),
                        new RecordView.Row("ops.waiting", f.number(load.waiting())),
                        new RecordView.Row("ops.capacity", f.number(load.capacity())),
                        new RecordView.Row("ops.turned", f.number(load.refused()))));
    }

    private static Journal journal(JournalCounts counts, Figures f) {
        return new Journal(
                counts.name(),
                f.number(counts.allEntries()),
                f.number(counts.unsealed()),
                f.decimal(counts.appendedPerSecond()),
                counts.sealLag50().toMillis() + " / " + counts.sealLag95().toMillis() + " ms",
                f.bytes(counts.bytes()),
                counts.stopped());
    }

    private static List<RecordView.Row> steps(Issuing.Totals totals, Figures f) {
        List<RecordView.Row> rows = new ArrayList<>();
        long papers = Math.max(1, totals.papers());
        for (String step : StepTimes.STEPS) {
            double micros = totals.micros().getOrDefault(step, 0L);
            rows.add(new RecordView.Row("ops.step." + step, f.decimal(micros / papers / 1000)));
        }
        return List.copyOf(rows);
    }
}
