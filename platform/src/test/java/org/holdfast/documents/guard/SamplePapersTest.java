// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.documents.FinishedPaper;
import org.holdfast.documents.guard.ExpectedNumber.Shown;
import org.holdfast.keys.Providers;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.Reason;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.SealVerifier;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Papers of every layout before the guard, and into `target/papers` for the judges module.
final class SamplePapersTest {
    private static final InstantSource CLOCK = InstantSource.fixed(SamplePapers.ISSUED);
    private static final SamplePapers PAPERS = new SamplePapers();

    @Test
    void writesSamplesThatTheVerifierJudgesAsTheirNamesSay() throws IOException {
        Path folder = Path.of("target", "papers");
        PAPERS.write(folder);
        TrustList trust = TrustList.read(Files.readString(folder.resolve("trust.json")));
        PaperVerifier verifier = new PaperVerifier(CLOCK);
        for (String layout : SamplePapers.LAYOUTS) {
            assertThat(judge(verifier, folder, "genuine-" + layout + ".pdf", trust))
                    .isEqualTo(Reason.VALID);
        }
        assertThat(judge(verifier, folder, "altered-byte.pdf", trust).verdict().code())
                .isEqualTo("altered");
        assertThat(judge(verifier, folder, "altered-shadowed-page.pdf", trust))
                .isEqualTo(Reason.CHANGED_AFTER_SIGNING);
        assertThat(judge(verifier, folder, "foreign-root.pdf", trust))
                .isEqualTo(Reason.ISSUER_NOT_TRUSTED);
        String seal = Files.readString(folder.resolve("genuine-seal.txt"));
        assertThat(new SealVerifier(CLOCK).verify(seal, trust).reason()).isEqualTo(Reason.VALID);
        String receipt = Files.readString(folder.resolve("genuine-receipt.json"));
        assertThat(new ReceiptVerifier().verify(receipt, trust).reason())
                .isEqualTo(Reason.RECEIPT_SEALED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kr.resident-transcript",
                "kr.resident-abstract",
                "jp.residence-certificate"
            })
    void readsEveryLayoutToTheLastWord(String layout) {
        FinishedPaper paper = SamplePapers.paper(PAPERS.seals(), layout);
        GuardVerdict verdict = check(paper, layout, Shown.FULL);
        assertThat(verdict).isInstanceOf(GuardVerdict.Passed.class);
    }

    @Test
    void stopsAJapaneseNumberThatWasNotAskedFor() {
        String layout = "jp.residence-certificate";
        FinishedPaper paper = SamplePapers.paper(PAPERS.seals(), layout);
        GuardVerdict verdict = check(paper, layout, Shown.HIDDEN);
        assertThat(verdict).isInstanceOf(GuardVerdict.Stopped.class);
        assertThat(((GuardVerdict.Stopped) verdict).reason())
                .isEqualTo(GuardReason.PERSONAL_NUMBER_UNMASKED);
    }

    private static GuardVerdict check(FinishedPaper paper, String layout, Shown japanese) {
        ObjectNode facts = SamplePapers.facts(layout);
        boolean korean = layout.startsWith("kr");
        List<ExpectedNumber> numbers = new ArrayList<>();
        if (korean) {
            for (String number : List.of("820710-1234567", "840211-2345678", "010305-3456789")) {
                String front = number.substring(0, 8);
                if (facts.toString().contains(front)) {
                    numbers.add(new ExpectedNumber(number, Shown.MASKED));
                }
            }
        } else {
            numbers.add(new ExpectedNumber("123456789012", japanese));
            numbers.add(new ExpectedNumber("12345678901", japanese));
            numbers.add(new ExpectedNumber("234567890123", japanese));
            numbers.add(new ExpectedNumber("23456789012", japanese));
        }
        String name = facts.path("holder").path("name").asString();
        List<ExpectedPerson> persons =
                List.of(new ExpectedPerson(List.of(name), numbers, Optional.empty(), List.of()));
        GuardExpectation expected =
                new GuardExpectation(
                        new GuardExpectation.Paper(
                                paper.number().text(),
                                "b7e0c5d2a90f41d38c6e17f2a4b5c6d7",
                                paper.binding().office(),
                                layout,
                                SamplePapers.ISSUED,
                                true),
                        persons,
                        new GuardExpectation.Texts(List.of(), SamplePapers.texts(facts)),
                        List.of(),
                        Vocabulary.read(
                                List.of(SamplePapers.PACKS.resolve(layout.substring(0, 2))),
                                List.of(SamplePapers.officeName(korean))));
        TrustList trust = TrustList.ofRoots(List.of(PAPERS.seals().root));
        return new Guard(new PaperVerifier(CLOCK, Providers.fast()), () -> trust)
                .check(paper.pdf(), List.of(), expected);
    }

    private static Reason judge(PaperVerifier verifier, Path folder, String name, TrustList trust)
            throws IOException {
        return verifier.verify(Files.readAllBytes(folder.resolve(name)), trust, Optional.empty())
                .reason();
    }
}
