// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IssueNumberTest {
    private static final IssueNumber NUMBER =
            IssueNumber.of("kr-11110", new byte[] {1, 2, 3, 4, 5, 6, 7});

    @Test
    void namesItsOfficeAndReadsBack() {
        assertThat(NUMBER.office()).isEqualTo("kr-11110");
        assertThat(new IssueNumber(NUMBER.text())).isEqualTo(NUMBER);
    }

    @Test
    void refusesEverySingleMistypedCharacter() {
        String text = NUMBER.text();
        for (int i = 9; i < text.length(); i++) {
            for (char c : "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray()) {
                if (text.charAt(i) != '-' && text.charAt(i) != c) {
                    String wrong = text.substring(0, i) + c + text.substring(i + 1);
                    assertThatThrownBy(() -> new IssueNumber(wrong))
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }

    @Test
    void refusesAnOrderThatNamesTwoOffices() {
        PaperOrder order =
                PaperFixture.order(
                        "kr.resident-transcript", PaperFixture.facts("kr.resident-transcript"));
        PaperBinding other = new PaperBinding("s", "o", "kr-11140", order.layout());
        assertThatThrownBy(() ->
                        new PaperOrder(
                                other,
                                order.layout(),
                                order.facts(),
                                order.number(),
                                order.entryId(),
                                order.asOf(),
                                order.issuedAt(),
                                true,
                                order.zone()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stopsAPaperOfAnotherRequest() {
        PaperBinding mine = new PaperBinding("a", "1", "kr-11110", "s");
        PaperBinding other = new PaperBinding("b", "2", "kr-11110", "s");
        assertThatThrownBy(() -> mine.mustEqual(other, "signing"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("signing");
    }
}
