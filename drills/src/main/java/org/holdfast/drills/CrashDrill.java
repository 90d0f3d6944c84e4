// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Kills everything without warning under load, again and again. Passes when after each restart
/// every receipt that was ever given is provable, and no operation happened twice, judged by the
/// journals as an outsider reads them.
public final class CrashDrill {
    private static final int CLIENTS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path data;
    private final long seed;
    private final Consumer<String> say;
    private final List<String> findings = new ArrayList<>();

    public CrashDrill(Path data, long seed, Consumer<String> say) {
        this.data = data;
        this.seed = seed;
        this.say = say;
    }

    /// Runs `rounds` kills and returns the result; the office is stopped cleanly at the end.
    public DrillResult run(int rounds) throws IOException, InterruptedException {
        SplittableRandom chance = new SplittableRandom(seed);
        TruthLog truth = new TruthLog();
        try (OfficeProcess office = OfficeProcess.start(data, 400, List.of())) {
            for (int round = 1; round <= rounds && findings.isEmpty(); round++) {
                loadAndKill(office, truth, chance);
                office.restart();
                OutsideJudge judge = new OutsideJudge(office, truth, findings::add);
                int asked = judge.askAgain(PATIENCE);
                judge.judge(_ -> true, "sealed");
                say.accept(
                        "round "
                                + round
                                + " of "
                                + rounds
                                + ": "
                                + truth.acknowledged(false)
                                + " papers and "
                                + truth.acknowledged(true)
                                + " moves acknowledged, "
                                + asked
                                + " of unknown fate asked again, "
                                + findings.size()
                                + " findings");
            }
        }
        Map<String, Object> figures = new TreeMap<>();
        figures.put("rounds", rounds);
        figures.put("seed", seed);
        figures.put("acknowledged", truth.acknowledged(false) + truth.acknowledged(true));
        figures.put("acknowledgedMoves", truth.acknowledged(true));
        return new DrillResult("crash", findings.isEmpty(), figures, findings);
    }

    private void loadAndKill(OfficeProcess office, TruthLog truth, SplittableRandom chance)
            throws IOException, InterruptedException {
        try (Load load = new Load(office.demo(), truth)) {
            load.start(CLIENTS, chance);
            Pauses.of(Duration.ofMillis(1_000 + chance.nextInt(3_000)));
            load.beginNoMore(); // what is under way now is cut off with an unknown fate
            office.killEverything();
            findings.addAll(load.offences());
        }
    }
}
