// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    private static final Path PACKS = Path.of(System.getProperty("holdfast.home"), "packs");
    @TempDir Path folder;

    @Test
    void readsTheServicesOfBothCountries() {
        Catalogue catalogue = Catalogue.read(PACKS);
        assertThat(catalogue.services())
                .extracting(Service::code)
                .contains(
                        "kr.resident-transcript",
                        "kr.resident-abstract",
                        "kr.move-in",
                        "jp.residence-certificate",
                        "jp.move-within");
        assertThat(catalogue.move("kr").map(Service::code)).contains("kr.move-in");
        assertThat(catalogue.move("jp").map(Service::code)).contains("jp.move-within");
        assertThat(catalogue.registers())
                .extracting(RegisterDefinition::code)
                .contains("kr.resident", "kr.household", "jp.resident", "jp.household");
    }

    @Test
    void citesTheArticleOfEveryRule() {
        for (Service service : Catalogue.read(PACKS).services()) {
            assertThat(service.heading().law()).isNotBlank();
            service.askers().forEach(a -> assertThat(a.law()).containsPattern("[제第]\\d"));
            service.restrictions().forEach(r -> assertThat(r.law()).containsPattern("[제第]\\d"));
            service.options().forEach(o -> assertThat(o.law()).isNotBlank());
        }
    }

    @Test
    void everyCountrySaysWhichFactsMayBeCheckedAndByWhichArticle() {
        Catalogue catalogue = Catalogue.read(PACKS);
        for (String country : new String[] {"kr", "jp"}) {
            FactRules rules = catalogue.facts(country).orElseThrow();
            assertThat(rules.facts())
                    .extracting(FactRules.Fact::test)
                    .containsExactlyInAnyOrder(FactRules.Test.values());
            rules.facts().forEach(one -> assertThat(one.law()).containsPattern("[제第]\\d"));
            rules.bases().forEach(one -> assertThat(one.law()).containsPattern("[제第]\\d"));
            assertThat(rules.consent().days()).isLessThanOrEqualTo(90);
        }
        assertThat(catalogue.facts("fr")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            textBlock =
                    """
                    test: address > test: guess
                    facts: [alive] > facts: [income]
                    values: [14, 18, 19, 20, 60, 65] > values: [140]
                    code: kr.real-name > code: jp.real-name
                    days: 90 > days: 900
                    staleness: PT24H > staleness: soon
                    register: kr.resident > register: jp.resident
                    """)
    void refusesFactsThatAreNotWhole(String from, String to) throws IOException {
        altered("kr/facts.yaml", from, to);
        assertThatThrownBy(() -> Catalogue.read(folder))
                .isInstanceOf(PackRefused.class)
                .hasMessageContaining("facts.yaml");
    }

    @Test
    void givesCreditorsTheAbstractOnly() {
        Catalogue catalogue = Catalogue.read(PACKS);
        AskerRule asker =
                catalogue
                        .service("kr.resident-transcript")
                        .flatMap(s -> s.asker("creditor"))
                        .orElseThrow();
        assertThat(asker.refusal()).contains("abstract-only");
        assertThat(asker.instead()).contains("kr.resident-abstract");
        assertThat(asker.law()).isEqualTo("주민등록법 제29조제2항제6호");
    }

    @Test
    void masksNumbersByDefault() {
        for (Service service : Catalogue.read(PACKS).services()) {
            service.option("number").ifPresent(o -> assertThat(o.fallback()).isEqualTo("masked"));
            service.option("individualNumber")
                    .ifPresent(o -> assertThat(o.fallback()).isEqualTo("false"));
        }
    }

    @Test
    void refusesARuleWithoutItsArticle() throws IOException {
        Path file = altered("kr/move-in/service.yaml", "    law: \"주민등록법 제11조제1항제2호\"\n", "");
        assertThatThrownBy(() -> Catalogue.read(folder))
                .isInstanceOfSatisfying(
                        PackRefused.class,
                        e -> {
                            assertThat(e.file()).isEqualTo(folder.relativize(file).toString());
                            assertThat(e.key()).isEqualTo("askers[1].law");
                        });
    }

    @Test
    void refusesAMisspeltKey() throws IOException {
        altered("kr/move-in/service.yaml", "    evidence: true\n", "    evidense: true\n");
        assertThatThrownBy(() -> Catalogue.read(folder)).hasMessageContaining("evidense");
    }

    @Test
    void refusesAKeyThatYamlTakesForAnAnswer() throws IOException {
        altered("kr/resident-transcript/service.yaml", "\"no\": $no", "no: $no");
        assertThatThrownBy(() -> Catalogue.read(folder)).hasMessageContaining("quote it");
    }

    @Test
    void refusesAPrintedFactUnderAnUnknownOption() throws IOException {
        altered("kr/resident-abstract/service.yaml", "?dates=true", "?datum=true");
        assertThatThrownBy(() -> Catalogue.read(folder)).hasMessageContaining("datum");
    }

    @Test
    void refusesADefaultThatIsNoValue() throws IOException {
        altered("kr/resident-abstract/service.yaml", "default: \"masked\"", "default: \"open\"");
        assertThatThrownBy(() -> Catalogue.read(folder))
                .hasMessageContaining("default")
                .hasMessageContaining("open");
    }

    @Test
    void refusesAServiceInTheWrongFolder() throws IOException {
        altered("kr/move-in/service.yaml", "service: kr.move-in", "service: kr.move-out");
        assertThatThrownBy(() -> Catalogue.read(folder)).hasMessageContaining("kr.move-out");
    }

    @Test
    void refusesARefusalWithoutWords() throws IOException {
        altered(
                "kr/resident-transcript/service.yaml",
                "refusal: restricted-applicant",
                "refusal: because");
        assertThatThrownBy(() -> Catalogue.read(folder)).hasMessageContaining("because");
    }

    @Test
    void refusesATextMissingInOneLanguage() throws IOException {
        altered("texts/ja.yaml", "unknown-service: ", "unknown-servise: ");
        assertThatThrownBy(() -> Catalogue.read(folder)).isInstanceOf(PackRefused.class);
    }

    @Test
    void restoresEveryServiceOnceInAnOrderThatSomebodyDecided() {
        Recovery recovery = Catalogue.read(PACKS).recovery();
        assertThat(recovery.services())
                .flatExtracting(Recovery.Rank::services)
                .containsExactlyInAnyOrderElementsOf(
                        Catalogue.read(PACKS).services().stream().map(Service::code).toList());
        assertThat(recovery.decided().by()).isNotBlank();
        assertThat(recovery.runbooks()).hasSizeGreaterThan(5);
    }

    @Test
    void putsAServiceThatTheOrderDoesNotNameLast() throws IOException {
        altered(
                "recovery/order.yaml",
                "services: [kr.move-in, jp.move-within]",
                "services: [jp.move-within]");
        assertThat(Catalogue.read(folder).recovery().services().getLast().services())
                .containsExactly("kr.move-in");
    }

    @Test
    void refusesAnOrderThatNamesAServiceTwiceOrAStrangeOne() throws IOException {
        altered(
                "recovery/order.yaml",
                "services: [kr.move-in, jp.move-within]",
                "services: [kr.births]");
        assertThatThrownBy(() -> Catalogue.read(folder)).hasMessageContaining("kr.births");
    }

    @Test
    void refusesAMoveThatWritesWhatTheRegisterDoesNotHave() throws IOException {
        altered("jp/registers/resident.yaml", "code: movedFrom", "code: cameFrom");
        assertThatThrownBy(() -> Catalogue.read(folder)).hasMessageContaining("movedFrom");
    }

    @Test
    void refusesAMoveWhoseWordsNoPaperHas() throws IOException {
        altered("jp/move-within/service.yaml", "M-of-M: wife-father", "M-of-M: in-law");
        assertThatThrownBy(() -> Catalogue.read(folder))
                .hasMessageContaining("jp.residence-certificate")
                .hasMessageContaining("in-law");
    }

    @Test
    void refusesAChangeThatDoesNotSayWhatItDoes() throws IOException {
        altered("jp/move-within/service.yaml", "counts: moved", "counts: sometimes");
        assertThatThrownBy(() -> Catalogue.read(folder)).hasMessageContaining("move.counts");
    }

    @Test
    void refusesASecondServiceOfMovesInOneCountry() throws IOException {
        Path second = altered("kr/move-in/service.yaml", "from: anywhere", "from: here");
        Path other = folder.resolve("kr/move-again/service.yaml");
        Files.createDirectories(other.getParent());
        Files.writeString(
                other,
                Files.readString(second).replace("service: kr.move-in", "service: kr.move-again"));
        assertThatThrownBy(() -> Catalogue.read(folder)).hasMessageContaining("not the only one");
    }

    private Path altered(String name, String from, String to) throws IOException {
        try (Stream<Path> all = Files.walk(PACKS)) {
            for (Path file : all.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                Path copy = folder.resolve(PACKS.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Path file = folder.resolve(name);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
        return file;
    }
}
