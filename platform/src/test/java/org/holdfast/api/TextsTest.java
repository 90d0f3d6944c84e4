// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.cases.Refusal;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.facts.FactRefusal;
import org.holdfast.officials.AccountRefusal;
import org.holdfast.registers.CopyFault;
import org.holdfast.sites.SwitchOver;
import org.junit.jupiter.api.Test;

final class TextsTest {
    private final Problems problems =
            new Problems(
                    Catalogue.read(Path.of(System.getProperty("holdfast.home"), "packs")).texts());

    @Test
    void everyRefusalHasItsOwnWordsInEachLanguage() {
        for (Refusal.Code code : Refusal.Code.values()) {
            for (Language language : Language.values()) {
                assertThat(problems.words(code.text()).in(language.code()))
                        .as(code.text())
                        .isNotBlank()
                        .isNotEqualTo(problems.words("internal").in(language.code()));
            }
        }
    }

    @Test
    void everyRefusalOfACheckOfFactsHasItsOwnWords() {
        for (FactRefusal why : FactRefusal.values()) {
            for (Language language : Language.values()) {
                assertThat(problems.words(why.code()).in(language.code()))
                        .as(why.code())
                        .isNotEqualTo(problems.words("internal").in(language.code()));
            }
        }
    }

    @Test
    void everyRefusalAboutAnAccountHasItsOwnWords() {
        for (AccountRefusal why : AccountRefusal.values()) {
            for (Language language : Language.values()) {
                assertThat(problems.words(why.code()).in(language.code()))
                        .as(why.code())
                        .isNotEqualTo(problems.words("internal").in(language.code()));
            }
        }
    }

    @Test
    void everyRefusalOfASwitchOverHasItsOwnWords() {
        for (SwitchOver.Refusal why : SwitchOver.Refusal.values()) {
            assertThat(problems.words(why.code()).en())
                    .as(why.code())
                    .isNotEqualTo(problems.words("internal").en());
        }
    }

    @Test
    void everyReasonWhyTheOwnCopyCannotStandInHasItsOwnWords() {
        for (CopyFault.Reason why : CopyFault.Reason.values()) {
            for (Language language : Language.values()) {
                assertThat(problems.words(why.code()).in(language.code()))
                        .as(why.code())
                        .isNotEqualTo(problems.words("internal").in(language.code()));
            }
        }
    }

    /// Of two lines with one key a reader of properties takes the last and says nothing.
    @Test
    void noTextIsSaidTwice() throws IOException {
        Path home = Path.of(System.getProperty("holdfast.home"));
        Path resources = home.resolve("platform/src/main/resources/org/holdfast");
        try (Stream<Path> files = Files.walk(resources)) {
            List<Path> texts =
                    files.filter(file -> file.toString().endsWith(".properties")).toList();
            assertThat(texts).hasSizeGreaterThan(5);
            for (Path file : texts) {
                assertThat(
                                Files.readAllLines(file).stream()
                                        .filter(line -> line.matches("[a-z].*=.*"))
                                        .map(line -> line.substring(0, line.indexOf('='))))
                        .as(file.getFileName().toString())
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void tellsAProblemInTheLanguageAskedFor() {
        Problem problem = Problem.of("unknown-subject", 404).with("option", "x");
        assertThat(problems.document(problem, Language.KO).path("title").asString(""))
                .isEqualTo("찾을 수 없습니다");
        assertThat(problems.document(problem, Language.JA).path("code").asString(""))
                .isEqualTo("unknown-subject");
        assertThat(problems.document(problem, Language.EN).path("option").asString(""))
                .isEqualTo("x");
    }
}
