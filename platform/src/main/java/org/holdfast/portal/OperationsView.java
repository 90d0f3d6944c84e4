// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.cases.Issuing;
import org.holdfast.cases.StepTimes;
import org.holdfast.ledger.Audits;
import org.holdfast.ledger.JournalCounts;
import org.holdfast.shield.Limiter;

/// What an operator sees of the office: figures only, nothing about anybody.
record OperationsView(
        List<RecordView.Row> figures,
        List<Journal> journals,
        List<RecordView.Row> audits,
        List<Alarm> alarms,
        List<RecordView.Row> steps,
        List<RecordView.Row> admission) {

    /// One thing that the standing audit found.
    record Alarm(String journal, String index, String kind, String what, String at) {}

    record Journal(
            String name,
            String entries,
            String unsealed,
            String mirrored,
            String perSecond,
            String lag,
            String bytes,
            boolean stopped) {}

    /// What the office has kept.
    ///
    /// @param papers papers ever issued, by the journal
    /// @param residents in the registers of all offices
    /// @param bytes of the whole data folder
    record Kept(long papers, long residents, long bytes, long freeBytes) {}

    static OperationsView of(
            List<JournalCounts> counts,
            Issuing.Totals totals,
            Limiter.Load load,
            Audits audits,
            Kept kept,
            Page page) {
        Figures f = page.figures();
        long all = counts.stream().mapToLong(JournalCounts::allEntries).sum();
        long unsealed = counts.stream().mapToLong(JournalCounts::unsealed).sum();
        double perSecond = counts.stream().mapToDouble(JournalCounts::appendedPerSecond).sum();
        return new OperationsView(
                List.of(
                        new RecordView.Row("ops.papers", f.number(kept.papers())),
                        new RecordView.Row("ops.refused", f.number(totals.refused())),
                        new RecordView.Row("ops.stopped", f.number(totals.stopped())),
                        new RecordView.Row("ops.sealed", f.number(Math.max(0, all - unsealed))),
                        new RecordView.Row("ops.receipts", f.number(unsealed)),
                        new RecordView.Row("ops.perSecond", f.decimal(perSecond)),
                        new RecordView.Row("ops.people", f.number(kept.residents())),
                        new RecordView.Row("ops.storage", f.bytes(kept.bytes())),
                        new RecordView.Row("ops.free", f.bytes(kept.freeBytes()))),
                counts.stream().map(c -> journal(c, f)).toList(),
                List.of(
                        new RecordView.Row("ops.looked", f.number(audits.looked())),
                        new RecordView.Row("ops.compared", f.number(audits.compared())),
                        new RecordView.Row("ops.alarms", f.number(audits.alarms().size()))),
                audits.alarms().stream()
                        .map(a ->
                                new Alarm(
                                        a.place().isEmpty()
                                                ? a.journal()
                                                : a.place() + ": " + a.journal(),
                                        f.number(a.index()),
                                        "ops.alarm." + a.kind().name(),
                                        a.what(),
                                        a.at().toString()))
                        .toList(),
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
                f.number(counts.mirrored()),
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
