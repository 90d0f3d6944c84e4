// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.holdfast.drills.AuditWatcher;
import org.holdfast.drills.DemoOffice;
import org.holdfast.drills.JournalAudit;
import org.holdfast.drills.OfficeClient;
import org.holdfast.drills.OfficeProcess;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.TrustList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `try`: the whole promise told in a minute and a half, on a real office that is killed half-way.
@Command(
        name = "try",
        description = "The story in 90 seconds: issue, verify, tamper, kill -9, restart, prove.")
final class TryCommand implements Callable<Integer> {
    private static final String KOREAN = "kr-11110";

    @Option(names = "--dir", description = "Folder to work in. Default: a new one.")
    private Optional<Path> folder = Optional.empty();

    private int failures;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path work = folder.isPresent() ? folder.get() : Files.createTempDirectory("holdfast-try");
        Screen.out(
                "1. An office opens, with its own database, journals and 400 made-up residents.");
        try (OfficeProcess office = OfficeProcess.start(work.resolve("data"), 400, List.of())) {
            Screen.out("   " + office.base());
            tell(work, office);
        }
        Screen.out(failures == 0 ? "Held fast." : failures + " promises were broken.");
        Screen.out("Papers and receipts are in " + work);
        return failures == 0 ? ExitCode.GOOD : ExitCode.FINDING;
    }

    private void tell(Path work, OfficeProcess office) throws IOException, InterruptedException {
        DemoOffice demo = office.demo();
        String token = demo.officer(KOREAN).token();
        OfficeClient.Order order =
                new OfficeClient.Order(
                        UUID.randomUUID().toString(),
                        "kr.resident-transcript",
                        KOREAN,
                        demo.unrestricted(KOREAN).getFirst().handle(),
                        "trying Holdfast");
        TrustList trust;
        JsonNode paper;
        byte[] pdf;
        try (OfficeClient officer = new OfficeClient(office.base(), token)) {
            trust = TrustList.read(officer.get("/trust").text());
            paper = issue(officer, order);
            pdf = officer.get(paper.path("document").path("href").asString("")).body();
        }
        verify(work, pdf, trust);
        Screen.out("4. kill -9: the office and every process of its database, without warning.");
        office.killEverything();
        office.restart();
        Screen.out(
                "5. It starts again on the same disk. Is everything that it acknowledged there?");
        try (OfficeClient officer = new OfficeClient(office.base(), token)) {
            prove(work, officer, order, paper, trust);
        }
        List<String> findings = new ArrayList<>();
        var extent = new JournalAudit(office.base(), AuditWatcher.SILENT).run(findings::add);
        expect(
                findings.isEmpty(),
                "all "
                        + extent.entries()
                        + " entries of "
                        + extent.journals()
                        + " journals recomputed from public files; no operation happened twice");
    }

    private JsonNode issue(OfficeClient officer, OfficeClient.Order order) throws IOException {
        Screen.out("2. An officer issues a transcript of the resident register.");
        long begun = System.nanoTime();
        OfficeClient.Answer answer = officer.issue(order, Duration.ofSeconds(30));
        long millis = (System.nanoTime() - begun) / 1_000_000;
        JsonNode paper = answer.json();
        expect(
                answer.status() == 201,
                "number "
                        + paper.path("number").asString("?")
                        + " in "
                        + millis
                        + " ms, receipt graded "
                        + paper.path("receipt").path("grade").asString("?"));
        return paper;
    }

    private void verify(Path work, byte[] pdf, TrustList trust) throws IOException {
        Screen.out("3. A bank verifies it without asking us; then somebody changes one byte.");
        PaperVerifier verifier = new PaperVerifier(InstantSource.system());
        Files.write(work.resolve("paper.pdf"), pdf);
        var genuine = verifier.verify(pdf, trust, Optional.empty());
        expect(genuine.isGenuine(), "paper.pdf: " + genuine.verdict().code());
        byte[] altered = pdf.clone();
        altered[altered.length / 3] ^= 1;
        Files.write(work.resolve("altered.pdf"), altered);
        var caught = verifier.verify(altered, trust, Optional.empty());
        expect(
                !caught.isGenuine(),
                "altered.pdf: " + caught.verdict().code() + " (" + caught.texts().get("en") + ")");
    }

    private void prove(
            Path work,
            OfficeClient officer,
            OfficeClient.Order order,
            JsonNode paper,
            TrustList trust)
            throws IOException {
        String id = paper.path("id").asString("");
        OfficeClient.Answer receipt = officer.get("/api/v1/issuances/" + id + "/receipt");
        Files.write(work.resolve("receipt.json"), receipt.body());
        var verdict = new ReceiptVerifier().verify(receipt.text(), trust);
        expect(
                verdict.isGenuine() && verdict.grade().equals("sealed"),
                "the receipt is proved: entry "
                        + verdict.index().orElse(-1L)
                        + " of "
                        + verdict.origin().orElse("?"));
        JsonNode again = officer.issue(order, Duration.ofSeconds(30)).json();
        expect(
                again.path("id").asString("-").equals(id),
                "the same request again is the same paper, not a second one");
    }

    private void expect(boolean kept, String words) {
        Screen.out((kept ? "   ok    " : "   BROKEN ") + words);
        if (!kept) {
            failures++;
        }
    }
}
