// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.holdfast.verifier.TrustList;

/// Kills one part of an office at a time, without warning and under load: the database, the office
/// with its sequencer, or a mirror. Passes when after each kill every acknowledged entry is in a
/// public journal that recomputes, nothing happened twice, every receipt verifies, and the mirror's
/// copy holds all of it with blobs and wrapped keys. Then damages files while everything stands
/// still; each damage must be found and named, see [DamageRounds].
public final class JournalDrill {
    private static final int CLIENTS = 16;
    private static final int POPULATION = 400;

    /// A database under a living office must be back, or the office must have ended, by then.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration CATCHING_UP = Duration.ofSeconds(60);

    /// In every so many rounds all receipts are verified again, not only the new ones.
    private static final int ALL_RECEIPTS_EVERY = 25;

    private final Path folder;
    private final long seed;
    private final Consumer<String> say;
    private final List<String> findings = new ArrayList<>();
    private final Map<Victim, Integer> rounds = new EnumMap<>(Victim.class);
    private final TruthLog truth = new TruthLog();
    private long unknown;
    private long slowestMillis;
    private int ended;

    private enum Victim {
        DATABASE,
        OFFICE,
        MIRROR
    }

    /// @param folder to work in
    public JournalDrill(Path folder, long seed, Consumer<String> say) {
        this.folder = folder;
        this.seed = seed;
        this.say = say;
    }

    /// Runs so many kills of each kind and so many damages of each kind.
    public DrillResult run(int repeat, int faults) throws IOException, InterruptedException {
        SplittableRandom chance = new SplittableRandom(seed);
        Map<String, Object> figures = new TreeMap<>();
        Path data = folder.resolve("office");
        Path copy = folder.resolve("mirror");
        try (OfficeProcess office = OfficeProcess.start(data, POPULATION, List.of());
                MirrorProcess mirror = MirrorProcess.start(office, copy, "drill")) {
            if (!mirror.awaitCaughtUp(CATCHING_UP)) {
                throw new DrillFault("the mirror did not begin; see " + copy);
            }
            kills(office, mirror, order(repeat), chance);
            if (findings.isEmpty()) {
                new OutsideJudge(office, truth, findings::add).judge(_ -> true, "mirrored");
            }
        }
        if (findings.isEmpty() && faults > 0) {
            figures.put(
                    "damages",
                    new DamageRounds(data, copy, chance.split(), say, findings::add).run(faults));
        }
        rounds.forEach((victim, count) -> figures.put(name(victim), count));
        figures.put("seed", seed);
        figures.put("acknowledged", truth.acknowledged(false) + truth.acknowledged(true));
        figures.put("acknowledgedMoves", truth.acknowledged(true));
        figures.put("askedAgain", unknown);
        figures.put("slowestReturnMillis", slowestMillis);
        figures.put("officesThatEndedWithTheDatabase", ended);
        return new DrillResult("journal", findings.isEmpty(), figures, findings);
    }

    private static String name(Victim victim) {
        return "kills of the " + victim.name().toLowerCase(java.util.Locale.ROOT);
    }

    private List<Victim> order(int repeat) {
        List<Victim> order = new ArrayList<>();
        for (Victim victim : Victim.values()) {
            order.addAll(Collections.nCopies(repeat, victim));
        }
        Collections.shuffle(order, new Random(seed));
        return order;
    }

    private void kills(
            OfficeProcess office, MirrorProcess mirror, List<Victim> order, SplittableRandom chance)
            throws IOException, InterruptedException {
        for (int round = 1; round <= order.size() && findings.isEmpty(); round++) {
            Victim victim = order.get(round - 1);
            Set<String> before = truth.all().keySet();
            kill(victim, office, mirror, chance);
            OutsideJudge judge = new OutsideJudge(office, truth, findings::add);
            int asked = ask(judge, office, chance);
            boolean all = round % ALL_RECEIPTS_EVERY == 0;
            judgeCopy(office, mirror, judge);
            judge.judge(one -> all || !before.contains(one.command().operation()), "mirrored");
            rounds.merge(victim, 1, Integer::sum);
            say.accept(
                    "round %d of %d, %s: %d papers and %d moves acknowledged, %d of unknown fate, %d findings"
                            .formatted(
                                    round,
                                    order.size(),
                                    name(victim),
                                    truth.acknowledged(false),
                                    truth.acknowledged(true),
                                    asked,
                                    findings.size()));
        }
    }

    /// Under load, at a random moment; afterwards everything runs again.
    private void kill(
            Victim victim, OfficeProcess office, MirrorProcess mirror, SplittableRandom chance)
            throws IOException, InterruptedException {
        Duration before = Duration.ofMillis(200 + chance.nextInt(2_000));
        Duration behind = Duration.ofMillis(chance.nextInt(1_000));
        try (Load load = new Load(office.demo(), truth)) {
            load.start(CLIENTS, chance);
            Pauses.of(before);
            switch (victim) {
                case DATABASE -> {
                    office.killDatabase();
                    Pauses.of(behind);
                    load.beginNoMore();
                }
                case OFFICE -> {
                    load.beginNoMore(); // what is under way now is cut off with an unknown fate
                    office.killOffice();
                }
                case MIRROR -> {
                    mirror.kill();
                    Pauses.of(behind);
                    load.beginNoMore();
                }
            }
            findings.addAll(load.offences());
        }
        if (victim == Victim.OFFICE) {
            office.restart();
        } else if (victim == Victim.MIRROR) {
            mirror.restart();
        } else if (!office.isAlive()) {
            ended++;
            office.restart();
        }
    }

    /// Asks about everything of unknown fate, and for a paper and a move that nobody asked for yet:
    /// the office must work again.
    private int ask(OutsideJudge judge, OfficeProcess office, SplittableRandom chance)
            throws IOException {
        List<DemoOffice.Subject> subjects = office.demo().unrestricted("kr-11110");
        DemoOffice.Subject subject = subjects.get(chance.nextInt(subjects.size()));
        truth.sent(
                new OfficeClient.Order(
                                operation(chance),
                                "kr.resident-abstract",
                                "kr-11110",
                                subject.handle(),
                                "drill")
                        .command());
        truth.sent(Load.move("kr-11110", subject.handle(), chance));
        long begun = System.nanoTime();
        int asked = judge.askAgain(PATIENCE) - 2;
        slowestMillis = Math.max(slowestMillis, (System.nanoTime() - begun) / 1_000_000);
        unknown += asked;
        return asked;
    }

    private static String operation(SplittableRandom chance) {
        return new UUID(chance.nextLong(), chance.nextLong()).toString();
    }

    private void judgeCopy(OfficeProcess office, MirrorProcess mirror, OutsideJudge judge)
            throws IOException {
        // Moves just acknowledged are sealed a moment later; the copy is judged behind them.
        judge.judge(_ -> false, "sealed");
        if (!mirror.awaitCaughtUp(CATCHING_UP)) {
            findings.add("the mirror did not catch up within " + CATCHING_UP);
            return;
        }
        mirror.alarms().ifPresent(alarm -> findings.add("the mirror's alarm: " + alarm));
        TrustList trust;
        try (OfficeClient anybody = new OfficeClient(office.base(), "")) {
            trust = TrustList.read(anybody.get("/trust").text());
        }
        judge.requireKept(
                new MirrorCopy(mirror.folder(), trust).judge(findings::add), "not in the mirror");
    }
}
