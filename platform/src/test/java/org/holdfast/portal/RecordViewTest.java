// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.api.Language;
import org.holdfast.api.WebTexts;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.journal.Hash;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Acceptance;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class RecordViewTest {
    private static final Catalogue CATALOGUE =
            Catalogue.read(Path.of(System.getProperty("holdfast.home"), "packs"));
    private static final Page PAGE =
            new Page(
                    Language.JA,
                    WebTexts.read(Pages.class, "texts"),
                    "/me/record",
                    Optional.empty(),
                    "",
                    "",
                    true,
                    "v");

    private final RecordRef ref = new RecordRef("jp.resident", UUID.randomUUID());

    @Test
    void showsTheNumbersOfMovesThatThePersonMadeAndNotOfThoseOfOthers() {
        List<RecordVersion> history =
                List.of(
                        version(1, "a", "中野4丁目", "妻"),
                        version(2, "b", "中野5丁目", "世帯主"),
                        version(3, "b", "中野5丁目", "世帯主の妻"),
                        version(4, "b", "中野6丁目", "世帯主の妻"));
        List<Long> asked = new ArrayList<>();
        RecordView view =
                RecordView.of(
                        history.getLast(),
                        false,
                        Optional.empty(),
                        new RecordView.History(
                                history,
                                version -> {
                                    asked.add(version.version());
                                    return new Acceptance.Known.Given(
                                            new Acceptance(
                                                    version.office(),
                                                    2026,
                                                    10 * version.version()));
                                }),
                        CATALOGUE,
                        PAGE);
        assertThat(view.entries())
                .extracting(RecordView.Entry::acceptance)
                .containsExactly("2026-40", "–", "2026-20", "–");
        assertThat(asked).containsExactly(2L, 4L);
    }

    private RecordVersion version(long number, String home, String address, String relation) {
        ObjectNode facts = CanonicalJson.object();
        facts.putObject("name").put("kanji", "見本花子");
        facts.put("household", home);
        facts.put("address", address);
        facts.put("relation", relation);
        return new RecordVersion(
                ref,
                new OfficeCode("jp-131148"),
                number,
                facts,
                LocalDate.of(2026, 4, 1),
                Instant.EPOCH,
                "officer",
                Hash.of(new byte[32]),
                Optional.empty(),
                new RecordVersion.RecordKeys(KeyId.of(new byte[16]), Optional.empty()));
    }
}
