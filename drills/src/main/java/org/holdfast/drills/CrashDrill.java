// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.TrustList;

/// Kills everything without warning under load, again and again. Passes when after each restart
/// every receipt that was ever given is provable, and no operation happened twice, judged by the
/// journals as an outsider reads them.
public final class CrashDrill {
    private static final int CLIENTS = 16;

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
                int asked = askAgain(office, truth);
                judge(office, truth);
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

    /// An operation whose fate is unknown is asked again by its id, never guessed.
    private int askAgain(OfficeProcess office, TruthLog truth) throws IOException {
        DemoOffice demo = office.demo();
        int asked = 0;
        try (Load notes = new Load(demo, truth)) {
            for (TruthLog.Operation operation : truth.all().values()) {
                if (operation.acknowledged().isPresent()) {
                    continue;
                }
                asked++;
                Command command = operation.command();
                String token = demo.officer(command.office()).token();
                try (OfficeClient client = new OfficeClient(demo.base(), token)) {
                    var answer = client.send(command, Duration.ofSeconds(30));
                    if (!notes.note(command, answer)) {
                        findings.add(
                                "asked again, answered "
                                        + answer.status()
                                        + ": "
                                        + command.operation());
                    }
                }
            }
            findings.addAll(notes.offences());
        }
        return asked;
    }

    private void judge(OfficeProcess office, TruthLog truth) throws IOException {
        DemoOffice demo = office.demo();
        Set<String> leaves = new HashSet<>();
        new JournalAudit(office.base(), (_, entry, _) -> leaves.add(entry.leafHash().hex()))
                .run(findings::add);
        try (OfficeClient korean = new OfficeClient(demo.base(), demo.officer("kr-11110").token());
                OfficeClient japanese =
                        new OfficeClient(demo.base(), demo.officer("jp-131148").token())) {
            TrustList trust = TrustList.read(korean.get("/trust").text());
            for (TruthLog.Operation operation : truth.all().values()) {
                boolean isKorean = operation.command().office().startsWith("kr");
                OfficeClient client = isKorean ? korean : japanese;
                checkKept(operation, leaves);
                if (operation.command().isMove()) {
                    checkSameAnswer(client, operation);
                } else {
                    checkReceipt(client, trust, operation);
                }
            }
        }
    }

    /// Every entry that was acknowledged is in a public journal, recomputed from its bytes.
    private void checkKept(TruthLog.Operation operation, Set<String> leaves) {
        if (operation.acknowledged().isEmpty()) {
            findings.add("never answered: " + operation.command().operation());
            return;
        }
        List<String> acknowledged = operation.acknowledged().get().leaves();
        if (acknowledged.isEmpty()) {
            findings.add("acknowledged without an entry: " + operation.command().operation());
        }
        for (String leaf : acknowledged) {
            if (!leaves.contains(leaf)) {
                findings.add("acknowledged and in no journal: " + leaf);
            }
        }
    }

    private void checkSameAnswer(OfficeClient client, TruthLog.Operation operation)
            throws IOException {
        Command command = operation.command();
        var answer = client.send(command, Duration.ofSeconds(30));
        String id = operation.acknowledged().map(TruthLog.Acknowledged::id).orElse("?");
        if (!answer.json().path("id").asString("").equals(id)) {
            findings.add("a move asked again was answered " + answer.status() + " as another");
        }
    }

    private void checkReceipt(OfficeClient client, TrustList trust, TruthLog.Operation operation)
            throws IOException {
        TruthLog.Acknowledged paper =
                operation.acknowledged().orElseGet(() -> new TruthLog.Acknowledged("?", List.of()));
        var answer = client.get("/api/v1/issuances/" + paper.id() + "/receipt");
        if (answer.status() != 200) {
            findings.add("receipt of " + paper.id() + ": status " + answer.status());
            return;
        }
        var verdict = new ReceiptVerifier().verify(answer.text(), trust);
        if (!verdict.isGenuine() || !verdict.grade().equals("sealed")) {
            findings.add(
                    "receipt of "
                            + paper.id()
                            + ": "
                            + verdict.grade()
                            + " "
                            + verdict.reason().code());
        }
        String leafHash = answer.json().path("leafHash").asString("");
        if (!paper.leaves().equals(List.of(leafHash))) {
            findings.add("receipt of " + paper.id() + " names another entry: " + leafHash);
        }
    }
}
