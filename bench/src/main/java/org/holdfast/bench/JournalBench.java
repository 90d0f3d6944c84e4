// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.drills.AuditWatcher;
import org.holdfast.drills.FolderAudit;
import org.holdfast.drills.MirrorProcess;
import org.holdfast.drills.OfficeClient;
import org.holdfast.drills.OfficeProcess;
import org.holdfast.keys.Providers;
import org.holdfast.verifier.TrustList;

/// The yardsticks of the journal, each beside its baseline from the same run: appends (Y1), lags of
/// receipts (Y2), rebuild and verification (Y3), bytes on disk (Y4). What a crash loses (Y5) is the
/// drill's to say.
public final class JournalBench {
    private static final double APPENDS = 0.7;
    private static final double REBUILD = 0.6;
    private static final double BYTES = 1.5;
    private static final long MILLION = 1_000_000;
    private static final int PAYLOAD = 452;
    private static final int WARM_UP_SECONDS = 3;

    /// Baseline and own measurement take turns, so that a busy moment of the machine meets both.
    private static final int TURNS = 3;

    private final Settings settings;
    private final Consumer<String> say;
    private final List<Yardstick> sticks = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();

    /// What to measure.
    ///
    /// @param work a new folder
    /// @param time for each measurement, in all turns together
    /// @param clients appending or issuing at once
    /// @param entries of the journal to verify
    /// @param residents of the office to rebuild
    /// @param seed of all chance
    /// @param parts what is measured
    public record Settings(
            Path work,
            Duration time,
            int clients,
            long entries,
            int residents,
            long seed,
            Set<Part> parts) {
        public Settings {
            parts = Set.copyOf(parts);
        }
    }

    /// What can be measured for itself.
    public enum Part {
        /// Y1, and Y2 as far as `sealed`.
        APPENDS,
        /// Y4.
        BYTES,
        /// Y3, the verification of a journal.
        VERIFY,
        /// Y2 as far as `mirrored`, one receipt, and the rebuild.
        OFFICE
    }

    /// What was measured.
    ///
    /// @param figures beside the yardsticks, by name
    public record Result(List<Yardstick> yardsticks, Map<String, Object> figures) {
        public Result {
            yardsticks = List.copyOf(yardsticks);
        }
    }

    /// @param say is told each figure as it is found
    public JournalBench(Settings settings, Consumer<String> say) {
        this.settings = settings;
        this.say = say;
    }

    public Result run() throws IOException, InterruptedException, GeneralSecurityException {
        figure("clients", settings.clients());
        figure("cores", Runtime.getRuntime().availableProcessors());
        stand();
        if (wants(Part.VERIFY)) {
            verification();
        }
        if (wants(Part.OFFICE)) {
            office();
        }
        return new Result(sticks, figures);
    }

    private boolean wants(Part part) {
        return settings.parts().contains(part);
    }

    private void stand() throws IOException, InterruptedException {
        if (!wants(Part.APPENDS) && !wants(Part.BYTES)) {
            return;
        }
        Path stand = Files.createDirectories(settings.work().resolve("stand"));
        try (JournalStand journal = JournalStand.open(stand, settings.clients() + 4)) {
            if (wants(Part.APPENDS)) {
                appends(journal);
            }
            if (wants(Part.BYTES)) {
                bytes(journal);
            }
        }
    }

    private void appends(JournalStand stand) throws IOException, InterruptedException {
        AppendBench ours = new AppendBench(stand, PAYLOAD, settings.seed());
        ours.settle();
        PlainAppends plain = new PlainAppends(stand.settings(), stand.lengths(), settings.seed());
        int clients = settings.clients();
        Duration turn = settings.time().dividedBy(TURNS);
        Duration warmUp = Duration.ofSeconds(WARM_UP_SECONDS);
        plain.jdbcPerSecond(clients, warmUp);
        ours.perSecond(clients, warmUp);
        AppendBench measured = new AppendBench(stand, PAYLOAD, settings.seed() + 1);
        double jdbc = 0;
        double own = 0;
        double pgbench = 0;
        for (int i = 0; i < TURNS; i++) {
            jdbc += plain.jdbcPerSecond(clients, turn) / TURNS;
            Optional<Double> tps = plain.pgbenchPerSecond(settings.work(), clients, turn);
            pgbench += tps.orElse(0.0) / TURNS;
            own += measured.perSecond(clients, turn) / TURNS;
            measured.settle();
        }
        stick(Yardstick.atLeast("Y1 appends / the same by JDBC", own, jdbc, "a second", APPENDS));
        if (pgbench > 0) {
            stick(
                    Yardstick.atLeast(
                            "Y1 appends / the same by pgbench", own, pgbench, "a second", APPENDS));
        }
        LatencySummary seals = measured.seals();
        figure("append, from begin to acknowledgement", measured.commits().line());
        figure("sealed, after the acknowledgement", seals.line());
        stick(Yardstick.below("Y2 sealed p95 at that load", seals.p95Millis(), 1_000, "ms"));
    }

    private void bytes(JournalStand stand) throws InterruptedException {
        BytesBench bench = new BytesBench(stand, settings.seed());
        for (int payload : new int[] {224, 1_000, 30_000}) {
            BytesBench.PerEntry found = bench.measure(payload, payload < 10_000 ? 25_600 : 2_560);
            stick(
                    Yardstick.atMost(
                            String.format(
                                    Locale.ROOT, "Y4 disk / payload, %,d bytes given", payload),
                            found.disk(),
                            found.payload(),
                            "bytes",
                            BYTES));
        }
    }

    private void verification() throws GeneralSecurityException {
        VerifyBench bench = new VerifyBench(settings.seed());
        VerifyBench.Written journal =
                bench.write(settings.work().resolve("verify"), settings.entries());
        double seconds = VerifyBench.verify(journal);
        figure("entries written and sealed a second", settings.entries() / journal.seconds());
        figure("entries verified a second", settings.entries() / seconds);
        figure(
                "times the bare hashes of the tree, one core",
                seconds / bench.bareHashes(settings.entries()));
        stick(
                Yardstick.below(
                        "Y3 verify 1,000,000 entries",
                        seconds * MILLION / settings.entries(),
                        60,
                        "s"));
    }

    private void office() throws IOException, InterruptedException, GeneralSecurityException {
        Path data = settings.work().resolve("office");
        Path copy = settings.work().resolve("mirror");
        String trust;
        MirrorLagBench.Outcome lags;
        try (OfficeProcess office = OfficeProcess.start(data, settings.residents(), List.of());
                MirrorProcess mirror = MirrorProcess.start(office, copy, "bench")) {
            if (!mirror.awaitCaughtUp(Duration.ofMinutes(5))) {
                throw new IOException("the mirror did not catch up; see " + copy);
            }
            lags = new MirrorLagBench(office.demo()).run(settings.clients(), settings.time());
            try (OfficeClient anybody = new OfficeClient(office.base(), "")) {
                trust = anybody.get("/trust").text();
            }
        }
        figure("papers a second beside a mirror", lags.papersPerSecond());
        figure("mirrored, after the answer", lags.lags().line());
        stick(Yardstick.below("Y2 mirrored p95, one mirror", lags.lags().p95Millis(), 3_000, "ms"));
        receipts(lags.receipt(), trust);
        audit(data, trust);
        rebuild(data);
    }

    private void receipts(String receipt, String trust) throws GeneralSecurityException {
        Duration time = Duration.ofSeconds(2);
        LatencySummary jdk = VerifyBench.receipt(receipt, trust, Optional.empty(), time);
        LatencySummary took = VerifyBench.receipt(receipt, trust, Providers.fast(), time);
        figure("one receipt verified, by " + Providers.describe(), took.line());
        figure("one receipt verified, by the JDK alone", jdk.line());
        figure(
                "one bare Ed25519 verification, ms",
                VerifyBench.bareVerification(Providers.fast(), time));
        figure("the same by the JDK, ms", VerifyBench.bareVerification(Optional.empty(), time));
        stick(Yardstick.below("Y3 one receipt verified, p50", took.p50Millis(), 1, "ms"));
    }

    private void audit(Path data, String trust) throws IOException {
        List<String> findings = new ArrayList<>();
        long begun = System.nanoTime();
        long entries =
                new FolderAudit(data, TrustList.read(trust), AuditWatcher.SILENT)
                        .run(findings::add)
                        .entries();
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (!findings.isEmpty()) {
            throw new IllegalStateException("the office's journals are not whole: " + findings);
        }
        figure("entries audited in the office's folder a second", entries / seconds);
    }

    private void rebuild(Path data) throws IOException {
        RebuildBench.Outcome outcome = new RebuildBench(settings.work()).run(data);
        outcome.steps().forEach((step, seconds) -> figure("rebuild, seconds of: " + step, seconds));
        figure("rebuild, entries replayed", outcome.entries());
        figure("rebuild, seconds of replay alone", outcome.replay());
        figure("bare indexes, seconds", outcome.indexes());
        stick(
                Yardstick.atLeast(
                        "Y3 rebuild / COPY BINARY of the same rows",
                        outcome.replayPerSecond(),
                        outcome.copyPerSecond(),
                        "entries a second",
                        REBUILD));
    }

    private void stick(Yardstick one) {
        sticks.add(one);
        say.accept(one.line());
    }

    private void figure(String name, Object value) {
        Object shown =
                value instanceof Double number ? Math.round(number * 1_000) / 1_000.0 : value;
        figures.put(name, shown);
        say.accept("  " + name + ": " + shown);
    }
}
