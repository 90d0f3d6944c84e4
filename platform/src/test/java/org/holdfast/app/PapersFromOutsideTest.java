// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.verifier.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Papers issued, erased and presented again over HTTP.
final class PapersFromOutsideTest extends AskedOffice {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kr.resident-transcript",
                "kr.resident-abstract",
                "jp.residence-certificate"
            })
    void issuesAPaperThatVerifiesUntilItIsChangedOrWithdrawn(String service) {
        String code = service.startsWith("kr") ? "kr-11110" : "jp-131148";
        String token = token("officer", code);
        var issued = visitor.post("/api/v1/issuances", token, order(service, code, 3));
        assertThat(issued.status()).as(issued.text()).isEqualTo(201);
        JsonNode paper = issued.json();
        assertThat(paper.at("/receipt/grade").asString("")).isEqualTo("sealed");
        assertThat(issued.header("Server-Timing")).contains("guard;dur=");
        byte[] pdf = visitor.get(paper.at("/document/href").asString(""), token).body();
        assertThat(verdict(pdf)).isEqualTo("genuine");
        byte[] altered = pdf.clone();
        altered[altered.length / 2] ^= 1;
        assertThat(verdict(altered)).isEqualTo("altered");
        assertThat(verdict("not a paper".getBytes(StandardCharsets.UTF_8))).isEqualTo("unreadable");
        String receipt = paper.at("/receipt/href").asString("");
        assertThat(visitor.get(receipt, token).json().path("grade").asString(""))
                .isEqualTo("sealed");
        var proof =
                visitor.send(
                        visitor.to(receipt)
                                .header("Authorization", "Bearer " + token)
                                .header("Accept", "text/plain"));
        assertThat(proof.text()).startsWith("c2sp.org/tlog-proof@v1");
        var withdrawal =
                visitor.post(
                        "/api/v1/issuances/" + paper.path("id").asString("") + "/withdrawal",
                        token,
                        Map.of("reason", "test"));
        assertThat(withdrawal.status()).as(withdrawal.text()).isEqualTo(201);
        assertThat(verdict(pdf)).isEqualTo("withdrawn");
    }

    @Test
    void erasesForEverAndTellsHowFarItHasCome() {
        String token = token("officer", "jp-131148");
        String residence = "jp.residence-certificate";
        Map<String, Object> order = order(residence, "jp-131148", 40);
        var issued = visitor.post("/api/v1/issuances", token, order);
        assertThat(issued.status()).as(issued.text()).isEqualTo(201);
        String document = issued.json().at("/document/href").asString("");
        byte[] pdf = visitor.get(document, token).body();
        Map<String, Object> paper = new HashMap<>();
        paper.put("office", "jp-131148");
        paper.put("paper", issued.json().path("id").asString(""));
        paper.put("basis", "個人情報の保護に関する法律　第61条第2項");
        paper.put("reason", "保存期間の経過");
        String path = "/api/v1/erasures";
        assertThat(visitor.post(path, token("relying-party", ""), paper).status()).isEqualTo(403);
        var erased = visitor.post(path, token, paper, "erase-paper-1");
        assertThat(erased.status()).as(erased.text()).isEqualTo(201);
        assertThat(erased.json().path("state").asString("")).isEqualTo("destroyed");
        assertThat(erased.json().at("/receipts/0/grade").asString("")).isEqualTo("sealed");
        assertThat(erased.json().path("backupsUntil").asString("")).isNotBlank();
        var again = visitor.post(path, token, paper, "erase-paper-1");
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(visitor.post(path, token, paper).code()).isEqualTo("already-erased");
        var gone = visitor.get(document, token);
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.code()).isEqualTo("erased");
        assertThat(verdict(pdf)).isEqualTo("superseded");
        var shown = visitor.get(erased.header("Location"), token);
        assertThat(shown.json().path("attestations").size()).isEqualTo(1);
        assertThat(visitor.get(erased.header("Location"), token("operator", "")).status())
                .isEqualTo(200);
        assertThat(visitor.get(path + "/none", token).code()).isEqualTo("erasure-unknown");
        paper.put("subject", order.get("subject"));
        assertThat(visitor.post(path, token, paper).code()).isEqualTo("bad-field");
        paper.remove("paper");
        paper.put("basis", "because");
        assertThat(visitor.post(path, token, paper).code()).isEqualTo("basis-unknown");
    }

    private static String verdict(byte[] pdf) {
        var answer =
                visitor.send(
                        visitor.to("/api/v1/verifications")
                                .header("Content-Type", "application/pdf")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(pdf)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("verdict").asString("");
    }

    @Test
    void givesTheFirstAnswerAgainAndRefusesAnotherRequestUnderTheSameKey() {
        String token = token("officer", "kr-11110");
        var first = visitor.post("/api/v1/issuances", token, korean(5), "same-key-0001");
        var again = visitor.post("/api/v1/issuances", token, korean(5), "same-key-0001");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        var other = visitor.post("/api/v1/issuances", token, korean(6), "same-key-0001");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("operation-reused");
    }

    @Test
    void takesReceiptsOfWhatItMayHaveLost() {
        String token = token("officer", "kr-11110");
        var issued = visitor.post("/api/v1/issuances", token, korean(9));
        assertThat(issued.status()).as(issued.text()).isEqualTo(201);
        String receipt = visitor.get(issued.json().at("/receipt/href").asString(""), token).text();
        String path = "/api/v1/restorations";
        Map<String, Object> presented = new HashMap<>();
        presented.put("receipt", receipt);
        assertThat(visitor.post(path, "no-token", presented).status()).isEqualTo(401);
        JsonNode citizen = person("citizen", "kr-11110");
        assertThat(visitor.post(path, citizen.path("token").asString(""), presented).status())
                .isEqualTo(403);
        assertThat(visitor.post(path, token("officer", "jp-131148"), presented).code())
                .isEqualTo("wrong-office");
        for (String who : List.of(token, token("operator", ""))) {
            var held = visitor.post(path, who, presented);
            assertThat(held.status()).as(held.text()).isEqualTo(200);
            assertThat(held.json().path("state").asString("")).isEqualTo("held");
            assertThat(held.json().at("/receipt/leafHash"))
                    .isEqualTo(issued.json().at("/receipt/leafHash"));
        }
        presented.put("paper", "not base64!");
        assertThat(visitor.post(path, token, presented).code()).isEqualTo("bad-field");
        presented.put("receipt", receipt.replace("\"sealed\"", "\"mirrored\""));
        presented.remove("paper");
        for (String language : List.of("ko", "ja", "en")) {
            var refused =
                    visitor.send(
                            visitor.to(path)
                                    .header("Authorization", "Bearer " + token)
                                    .header("Content-Type", "application/json")
                                    .header("Accept-Language", language)
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    JsonMapper.shared()
                                                            .writeValueAsString(presented))));
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.code()).isEqualTo("receipt-not-genuine");
            assertThat(refused.json().path("because").asString(""))
                    .isEqualTo(Reason.RECEIPT_CLAIMS_WRONG.texts().get(language));
        }
    }
}
