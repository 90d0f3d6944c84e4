// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.database.Database;
import org.holdfast.testing.HeldAway;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Consents and checks of facts by the API and on the person's pages.
final class FactChecksFromOutsideTest extends AskedOffice {
    private static final String HERE = "kr-11110";
    private static final String CHECKS = "/api/v1/fact-checks";
    private static final String ENGLISH = "; holdfast-language=en";

    private static JsonNode citizen(int at) {
        return people.json()
                .path("people")
                .valueStream()
                .filter(one -> one.path("role").asString("").equals("citizen"))
                .filter(one -> one.path("office").asString("").equals(HERE))
                .skip(at)
                .findFirst()
                .orElseThrow();
    }

    private static String token(JsonNode person) {
        return person.path("token").asString("");
    }

    private static String bank() {
        return token("relying-party", "");
    }

    private static LocalDate day(int from) {
        return LocalDate.ofInstant(Instant.now(), ZoneId.of("Asia/Seoul")).plusDays(from);
    }

    private static String party(JsonNode person) {
        return visitor.get("/api/v1/relying-parties", token(person))
                .json()
                .at("/relyingParties/0/id")
                .asString("");
    }

    private static Map<String, Object> wanted(JsonNode person) {
        Map<String, Object> wanted = new HashMap<>();
        wanted.put("relyingParty", party(person));
        wanted.put("facts", List.of("age-over", "lives-at-address"));
        wanted.put("purpose", "account");
        wanted.put("until", day(7).toString());
        return wanted;
    }

    private static JsonNode give(JsonNode person) {
        var given = visitor.post("/api/v1/consents", token(person), wanted(person));
        assertThat(given.status()).as(given.text()).isEqualTo(201);
        return given.json();
    }

    private static Map<String, Object> claimed(JsonNode person, Map<String, Object> more) {
        Map<String, Object> claimed = new HashMap<>(more);
        claimed.put("name", person.path("name").asString(""));
        claimed.put("birth", person.path("birth").asString(""));
        return claimed;
    }

    private static Map<String, Object> asked(String code, JsonNode person) {
        Map<String, Object> asked = new HashMap<>();
        asked.put("consent", code);
        asked.put("fact", "age-over");
        asked.put("purpose", "account");
        asked.put("claimed", claimed(person, Map.of("age", 19)));
        return asked;
    }

    @Test
    void aConsentIsGivenUsedSeenAndWithdrawn() {
        JsonNode person = citizen(0);
        JsonNode consent = give(person);
        String code = consent.path("code").asString("");
        assertThat(consent.path("state").asString("")).isEqualTo("in-force");
        String operation = "op-" + UUID.randomUUID();
        var first = visitor.post(CHECKS, bank(), asked(code, person), operation);
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.json().path("result").asString("")).isEqualTo("confirmed");
        // True also while a busy machine has not heard its database for some seconds.
        assertThat(first.json().at("/asOf/ownCopy").isBoolean()).isTrue();
        assertThat(first.json().path("signed").asString("").split("\\.", -1)).hasSize(3);
        var again = visitor.post(CHECKS, bank(), asked(code, person), operation);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.json().path("signed")).isEqualTo(first.json().path("signed"));
        var kept = visitor.get(first.header("Location"), bank());
        assertThat(kept.json().path("signed")).isEqualTo(first.json().path("signed"));
        String receipt = first.json().at("/receipt/href").asString("");
        assertThat(visitor.get(receipt, bank()).json().path("grade").asString(""))
                .isIn("promised", "sealed");

        String cookie = visitor.enter(person.path("login").asString("")) + ENGLISH;
        assertThat(visitor.page("/me/looks", cookie).text())
                .contains("Sample Bank")
                .contains("Fact checked: opening an account (with your consent)")
                .contains("is of this age or older: confirmed, as of");
        assertThat(visitor.page("/me/consents", cookie).text())
                .contains(code)
                .contains("1, without a limit");

        String withdrawal = "/api/v1/consents/" + consent.path("id").asString("") + "/withdrawal";
        var withdrawn = visitor.post(withdrawal, token(person), Map.of());
        assertThat(withdrawn.json().path("state").asString("")).isEqualTo("withdrawn");
        var refused = visitor.post(CHECKS, bank(), asked(code, person));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("fact-not-available");
        var unknown = visitor.post(CHECKS, bank(), asked("00000-00000-00000-00000", person));
        assertThat(unknown.json()).isEqualTo(refused.json());
        assertThat(visitor.page("/me/looks", cookie).text())
                .contains("A fact was asked for; nothing was answered");
    }

    @Test
    void onlyRelyingPartiesAskAndOnlyPeopleConsent() {
        JsonNode person = citizen(1);
        String code = give(person).path("code").asString("");
        for (String who : List.of(token("officer", HERE), token("operator", ""), token(person))) {
            assertThat(visitor.post(CHECKS, who, asked(code, person)).code())
                    .isEqualTo("forbidden");
        }
        assertThat(visitor.post("/api/v1/consents", bank(), wanted(person)).code())
                .isEqualTo("forbidden");
        assertThat(visitor.post("/api/v1/legal-bases", bank(), Map.of()).code())
                .isEqualTo("forbidden");
        assertThat(visitor.send(visitor.to("/api/v1/consents")).status()).isEqualTo(401);
        assertThat(visitor.get(CHECKS + "/" + "0".repeat(32), bank()).code())
                .isEqualTo("fact-check-unknown");
    }

    @Test
    void wrongBodiesAreRefusedAndSayWhichField() {
        JsonNode person = citizen(1);
        Map<String, Object> both = asked("00000-00000-00000-00000", person);
        both.put("legalBasis", "kr.real-name");
        assertThat(visitor.post(CHECKS, bank(), both).code()).isEqualTo("bad-field");
        Map<String, Object> none = asked("x", person);
        none.remove("consent");
        assertThat(visitor.post(CHECKS, bank(), none).code()).isEqualTo("bad-field");
        Map<String, Object> bare = asked("x", person);
        bare.remove("claimed");
        assertThat(visitor.post(CHECKS, bank(), bare).code()).isEqualTo("missing-field");
        Map<String, Object> other = asked("x", person);
        other.put("claimed", claimed(person, Map.of("address", "x")));
        var bad = visitor.post(CHECKS, bank(), other);
        assertThat(bad.code()).isEqualTo("bad-claim");
        assertThat(bad.json().path("field").asString("")).isEqualTo("address");
        other.put("claimed", claimed(person, Map.of("income", 1)));
        assertThat(visitor.post(CHECKS, bank(), other).code()).isEqualTo("unknown-field");
        other.put("fact", "income");
        other.put("claimed", claimed(person, Map.of()));
        assertThat(visitor.post(CHECKS, bank(), other).code()).isEqualTo("unknown-fact");
        Map<String, Object> wanted = wanted(person);
        wanted.put("until", day(91).toString());
        var late = visitor.post("/api/v1/consents", token(person), wanted);
        assertThat(late.code()).isEqualTo("bad-consent");
        assertThat(late.json().path("field").asString("")).isEqualTo("until");
        assertThat(
                        visitor.post(
                                        "/api/v1/consents/" + "0".repeat(32) + "/withdrawal",
                                        token(person),
                                        Map.of())
                                .code())
                .isEqualTo("consent-unknown");
    }

    @Test
    void checksGoOnWithoutTheDatabase() throws Exception {
        JsonNode person = citizen(2);
        String code = give(person).path("code").asString("");
        // The own copy of accounts is brought level every ten seconds.
        until(() -> isInTheCopy("relying-party"));
        try (HeldAway _ = HeldAway.kill(data)) {
            until(() -> office.context().getBean(Database.class).pulse().isAway());
            var checked = visitor.post(CHECKS, bank(), asked(code, person));
            assertThat(checked.status()).as(checked.text()).isEqualTo(201);
            assertThat(checked.json().path("result").asString("")).isEqualTo("confirmed");
            assertThat(checked.json().at("/asOf/ownCopy").asBoolean(false)).isTrue();
            // Consents are given and withdrawn, too.
            JsonNode second = give(person);
            assertThat(
                            visitor.post(
                                            "/api/v1/consents/"
                                                    + second.path("id").asString("")
                                                    + "/withdrawal",
                                            token(person),
                                            Map.of())
                                    .json()
                                    .path("state")
                                    .asString(""))
                    .isEqualTo("withdrawn");
        }
        until(() -> !office.context().getBean(Database.class).pulse().isAway());
    }

    private static boolean isInTheCopy(String word) {
        try (Stream<Path> files = Files.list(data.resolve("copy"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("identity"))
                    .anyMatch(file -> text(file).contains(word));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    @Test
    void anOperatorAdmitsByStatuteAndTakesItBack() {
        JsonNode person = citizen(3);
        String operator = token("operator", "");
        Map<String, Object> asked = new HashMap<>();
        asked.put("legalBasis", "kr.real-name");
        asked.put("office", HERE);
        asked.put("fact", "alive");
        asked.put("purpose", "account");
        asked.put("claimed", claimed(person, Map.of()));
        assertThat(visitor.post(CHECKS, bank(), asked).code()).isEqualTo("fact-not-available");
        var admitted =
                visitor.post(
                        "/api/v1/legal-bases",
                        operator,
                        Map.of("relyingParty", party(person), "legalBasis", "kr.real-name"));
        assertThat(admitted.status()).as(admitted.text()).isEqualTo(201);
        var checked = visitor.post(CHECKS, bank(), asked);
        assertThat(checked.json().path("result").asString("")).isEqualTo("confirmed");
        String cookie = visitor.enter(person.path("login").asString("")) + ENGLISH;
        assertThat(visitor.page("/me/looks", cookie).text()).contains("제3조제1항");
        String id = admitted.json().path("id").asString("");
        visitor.post("/api/v1/legal-bases/" + id + "/withdrawal", operator, Map.of());
        assertThat(visitor.post(CHECKS, bank(), asked).code()).isEqualTo("fact-not-available");
        assertThat(
                        visitor.get("/api/v1/legal-bases", operator)
                                .json()
                                .at("/legalBases/0/inForce")
                                .asBoolean(true))
                .isFalse();
    }

    @Test
    void thePageGivesWithdrawsAndKeepsWhatWasTyped() {
        JsonNode person = citizen(4);
        String cookie = visitor.enter(person.path("login").asString("")) + ENGLISH;
        Map<String, String> fields = new HashMap<>();
        fields.put("form", visitor.form("/me/consents", cookie));
        fields.put("operation", "op-" + UUID.randomUUID());
        fields.put("party", party(person));
        fields.put("fact", "age-over");
        fields.put("purpose", "loan");
        fields.put("note", "아파트 담보");
        fields.put("uses", "3");
        fields.put("until", day(400).toString());
        var refused = sent("/me/consents", cookie, fields);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text())
                .contains("value=\"아파트 담보\"")
                .contains("value=\"" + day(400) + "\"")
                .contains("last day");
        fields.put("until", day(30).toString());
        assertThat(sent("/me/consents", cookie, fields).status()).isEqualTo(303);
        String shown = visitor.page("/me/consents", cookie).text();
        assertThat(shown).contains("0 of 3").contains("a loan · 아파트 담보").contains("hf-qr");
        Matcher withdraw =
                Pattern.compile("action=\"(/me/consents/[0-9a-f]{32}/withdrawal)\"").matcher(shown);
        assertThat(withdraw.find()).isTrue();
        Map<String, String> sure = new HashMap<>();
        sure.put("form", "stolen");
        assertThat(sent(withdraw.group(1), cookie, sure).status()).isEqualTo(403);
        sure.put("form", visitor.form("/me/consents", cookie));
        assertThat(sent(withdraw.group(1), cookie, sure).status()).isEqualTo(303);
        assertThat(visitor.page("/me/consents", cookie).text())
                .contains("withdrawn")
                .doesNotContain("hf-qr");
        String officer = visitor.enter(person("officer", HERE).path("login").asString(""));
        assertThat(visitor.page("/me/consents", officer).status()).isEqualTo(403);
    }

    private static Visitor.Answer sent(String path, String cookie, Map<String, String> fields) {
        return visitor.send(
                visitor.sending(path, fields)
                        .header("Cookie", cookie)
                        .header("Sec-Fetch-Site", "same-origin"));
    }
}
