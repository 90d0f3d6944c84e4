// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.holdfast.verifier.ReceiptVerdict;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.TrustList;

/// Judges an office by what it promised, as an outsider: everything acknowledged is in a public
/// journal that recomputes, nothing happened twice, every receipt verifies. For one thread.
final class OutsideJudge {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration BREATH = Duration.ofMillis(200);

    /// An office that lives may still be sealing what it has just acknowledged.
    private static final int LOOKS = 25;

    private final OfficeProcess office;
    private final TruthLog truth;
    private final Consumer<String> findings;

    OutsideJudge(OfficeProcess office, TruthLog truth, Consumer<String> findings) {
        this.office = office;
        this.truth = truth;
        this.findings = findings;
    }

    /// Asks again, by its id, about every operation whose fate is unknown: it is never guessed.
    ///
    /// @param patience how long each may be without an answer, while a database comes back
    /// @return how many were asked
    int askAgain(Duration patience) throws IOException {
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
                    ask(client, notes, command, patience);
                }
            }
            notes.offences().forEach(findings);
        }
        return asked;
    }

    private void ask(OfficeClient client, Load notes, Command command, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        String last;
        do {
            try {
                OfficeClient.Answer answer = client.send(command, ANSWER);
                // One that another move overtook is refused for good, and known no more.
                if (notes.note(command, answer) || !truth.knows(command)) {
                    return;
                }
                last = "answered " + answer.status();
            } catch (IOException e) {
                last = "not answered: " + e.getMessage();
            }
            Pauses.of(BREATH);
        } while (System.nanoTime() < until);
        findings.accept("asked again, " + last + ": " + command.operation());
    }

    /// Recomputes every journal, and compares what was acknowledged with it.
    ///
    /// @param receipts whose receipts are fetched and verified too
    /// @param grade that these must reach within half a minute, or `sealed` for that at least
    void judge(Predicate<TruthLog.Operation> receipts, String grade) throws IOException {
        journals();
        DemoOffice demo = office.demo();
        try (OfficeClient korean = new OfficeClient(demo.base(), demo.officer("kr-11110").token());
                OfficeClient japanese =
                        new OfficeClient(demo.base(), demo.officer("jp-131148").token())) {
            TrustList trust = TrustList.read(korean.get("/trust").text());
            for (TruthLog.Operation operation : truth.all().values()) {
                if (!receipts.test(operation) || operation.acknowledged().isEmpty()) {
                    continue;
                }
                boolean isKorean = operation.command().office().startsWith("kr");
                OfficeClient client = isKorean ? korean : japanese;
                if (operation.command().isMove()) {
                    checkSameAnswer(client, operation);
                } else {
                    checkReceipt(client, trust, operation, grade);
                }
            }
        }
    }

    private void journals() throws IOException {
        Set<String> leaves = new HashSet<>();
        for (int look = 1; look <= LOOKS; look++) {
            leaves.clear();
            new JournalAudit(office.base(), (_, entry, _) -> leaves.add(entry.leafHash().hex()))
                    .run(findings);
            if (truth.leaves().allMatch(leaves::contains)) {
                break;
            }
            Pauses.of(BREATH);
        }
        requireKept(leaves, "in no journal");
    }

    /// Every entry that was acknowledged is among these.
    ///
    /// @param where it is not, in words
    void requireKept(Set<String> leaves, String where) {
        for (TruthLog.Operation operation : truth.all().values()) {
            String id = operation.command().operation();
            if (operation.acknowledged().isEmpty()) {
                findings.accept("never answered: " + id);
                continue;
            }
            List<String> acknowledged = operation.acknowledged().get().leaves();
            if (acknowledged.isEmpty()) {
                findings.accept("acknowledged without an entry: " + id);
            }
            acknowledged.stream()
                    .filter(leaf -> !leaves.contains(leaf))
                    .forEach(leaf -> findings.accept("acknowledged and " + where + ": " + leaf));
        }
    }

    private void checkSameAnswer(OfficeClient client, TruthLog.Operation operation)
            throws IOException {
        Command command = operation.command();
        var answer = client.send(command, ANSWER);
        String id = operation.acknowledged().map(TruthLog.Acknowledged::id).orElse("?");
        if (!answer.json().path("id").asString("").equals(id)) {
            findings.accept("a move asked again was answered " + answer.status() + " as another");
        }
    }

    private void checkReceipt(
            OfficeClient client, TrustList trust, TruthLog.Operation operation, String grade)
            throws IOException {
        TruthLog.Acknowledged paper =
                operation.acknowledged().orElseGet(() -> new TruthLog.Acknowledged("?", List.of()));
        String path = "/api/v1/issuances/" + paper.id() + "/receipt";
        OfficeClient.Answer answer = client.get(path);
        long until = System.nanoTime() + ANSWER.toNanos();
        while (!reached(answer, grade) && System.nanoTime() < until) {
            Pauses.of(BREATH);
            answer = client.get(path);
        }
        ReceiptVerdict verdict = new ReceiptVerifier().verify(answer.text(), trust);
        if (!verdict.isGenuine() || !reached(answer, grade)) {
            findings.accept(
                    "receipt of %s: status %d, %s, %s"
                            .formatted(
                                    paper.id(),
                                    answer.status(),
                                    verdict.grade(),
                                    verdict.reason().code()));
        }
        String leafHash = answer.json().path("leafHash").asString("");
        if (!paper.leaves().equals(List.of(leafHash))) {
            findings.accept("receipt of " + paper.id() + " names another entry: " + leafHash);
        }
    }

    private static boolean reached(OfficeClient.Answer receipt, String grade) {
        String found = receipt.json().path("grade").asString("");
        return found.equals(grade) || (grade.equals("sealed") && found.equals("mirrored"));
    }
}
