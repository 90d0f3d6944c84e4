// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.holdfast.keys.Handle;
import org.junit.jupiter.api.Test;

final class ConsentCodeTest {
    private static ConsentCode code(String hex) {
        return ConsentCode.of(Handle.of(HexFormat.of().parseHex(hex)));
    }

    @Test
    void isNinetyFiveBitsInFoursOfFive() {
        assertThat(code("00".repeat(16)).text()).isEqualTo("00000-00000-00000-00000");
        assertThat(code("ff".repeat(16)).text()).startsWith("ZZZZZ-ZZZZZ-ZZZZZ-ZZZZ");
        assertThat(code("0842108421084210842108421084210f").text())
                .startsWith("11111-11111-11111-1111");
        Random random = new Random(26);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            String text = ConsentCode.of(Handle.of(bytes)).text();
            assertThat(text).matches("([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}");
            seen.add(text.substring(0, text.length() - 1));
        }
        assertThat(seen).hasSize(1_000);
    }

    @Test
    void isReadAsPeopleWriteIt() {
        ConsentCode code = code("0123456789abcdef0123456789abcdef");
        String text = code.text();
        assertThat(ConsentCode.read(text)).contains(code);
        assertThat(ConsentCode.read(text.toLowerCase(java.util.Locale.ROOT))).contains(code);
        assertThat(ConsentCode.read(" " + text.replace("-", " ") + "\n")).contains(code);
        assertThat(ConsentCode.read(text.replace('0', 'o').replace('1', 'l'))).contains(code);
    }

    @Test
    void oneWrongLetterOrTwoThatChangedPlacesAreNoCode() {
        String text = code("0123456789abcdef0123456789abcdef").text().replace("-", "");
        for (int i = 0; i < text.length() - 1; i++) {
            char other = text.charAt(i) == '7' ? '8' : '7';
            StringBuilder wrong = new StringBuilder(text);
            wrong.setCharAt(i, other);
            assertThat(ConsentCode.read(wrong.toString())).isEmpty();
            if (i + 1 < text.length() - 1 && text.charAt(i) != text.charAt(i + 1)) {
                StringBuilder turned = new StringBuilder(text);
                turned.setCharAt(i, text.charAt(i + 1));
                turned.setCharAt(i + 1, text.charAt(i));
                assertThat(ConsentCode.read(turned.toString())).isEmpty();
            }
        }
        for (String none : new String[] {"", "7", text + "0", text.substring(1), "U" + text}) {
            assertThat(ConsentCode.read(none)).isEmpty();
        }
        assertThat(ConsentCode.read("0".repeat(10_000))).isEmpty();
    }
}
