// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.holdfast.documents.LayoutFault;
import org.holdfast.ledger.CanonicalJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {
    @ParameterizedTest
    @CsvSource({
        "koreanDate, 2026-11-03, 2026년 11월 3일",
        "era, 2026-11-23, 令和8年11月23日",
        "era, 2019-05-01, 令和元年5月1日",
        "era, 2019-04-30, 平成31年4月30日",
        "era, 1989-01-07, 昭和64年1月7日",
        "era, 1926-12-25, 昭和元年12月25日",
        "era, 1912-07-29, 明治45年7月29日",
        "era, 昭和59年2月11日, 昭和59年2月11日",
        "masked, 820710-1234567, 820710-1******",
        "masked, 123456789012, 1234********",
        "chief, 서울특별시 종로구, 서울특별시 종로구청장",
        "chief, 경기도 수원시, 경기도 수원시장",
        "chief, 경기도 가평군, 경기도 가평군수",
        "chief, 東京都中野区, 東京都中野区長",
        "groups, 123456789012, 1234 5678 9012"
    })
    void writesTheFormOfTheCountry(String format, String value, String written) {
        assertThat(Format.named(format).apply(value)).isEqualTo(written);
    }

    @Test
    void leavesOutWhatIsNotThere() {
        Scope scope =
                Scope.of(
                        CanonicalJson.parse(
                                "{\"a\":\"x\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        Map.of());
        assertThat(Template.read("{a}[[ ({b})]][[ <{a}>]]").fill(scope)).isEqualTo("x <x>");
    }

    @Test
    void stopsWhenARequiredFactIsMissing() {
        Scope scope = Scope.of(CanonicalJson.object(), Map.of());
        assertThatThrownBy(() -> Template.read("{name!}").fill(scope))
                .isInstanceOf(LayoutFault.class)
                .hasMessageContaining("name");
    }

    @Test
    void refusesALayoutWithAnUnknownFormat() {
        assertThatThrownBy(() -> Template.read("{a|sideways}")).isInstanceOf(LayoutFault.class);
    }
}
