// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.keys.Handle;
import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void everyRefusalHasWordsInEveryLanguage() {
        Catalogue catalogue = Catalogue.read(Path.of(System.getProperty("holdfast.home"), "packs"));
        for (Refusal.Code code : Refusal.Code.values()) {
            assertThat(catalogue.texts().find(code.text())).describedAs(code.text()).isPresent();
            assertThat(Refusal.Code.of(code.text())).isEqualTo(code);
        }
    }

    @Test
    void aPaperIdNamesItsOperationAndNothingElseDoes() {
        Handle operation = Handle.ofHex("00112233445566778899aabbccddeeff");
        String id = PaperNames.id(operation);
        assertThat(PaperNames.operation(id)).contains(operation);
        assertThat(PaperNames.operation(id.substring(1))).isEmpty();
        assertThat(PaperNames.operation(id.substring(0, 25) + "z")).isEmpty();
        assertThat(PaperNames.operation("../../../../../etc/passwd!")).isEmpty();
    }

    @Test
    void refusesTextThatHidesOrTurnsOtherText() {
        for (String bad : new String[] {"a\u202Eb", "a\u0000b", "a\nb", "\uD800"}) {
            try {
                PlainText.check(bad, 100, Refusal.Code.PURPOSE_TOO_LONG);
                throw new AssertionError("expected a refusal");
            } catch (NotPermitted refused) {
                assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.BAD_TEXT);
            }
        }
    }

    @Test
    void masksAllButTheBirthDateAndOneDigit() {
        assertThat(Printing.mask("840211-2345678")).isEqualTo("840211-2******");
        assertThat(Printing.mask("840211")).isEqualTo("******");
    }
}
