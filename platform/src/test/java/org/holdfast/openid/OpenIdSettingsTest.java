// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The file of outside providers.
final class OpenIdSettingsTest {
    private static final String GOOD =
            """
            {"providers": [{
              "name": "simple",
              "issuer": "https://op.example",
              "client": "office",
              "secretFile": "simple.secret",
              "texts": {"ko": "간편인증", "ja": "簡単", "en": "Simple"},
              "claim": "sub",
              "algorithms": ["ES256"],
              "acr": ["loa3"],
              "maxAgeSeconds": 300
            }]}
            """;

    @TempDir Path folder;

    private OpenIdSettings read(String text) throws IOException {
        Files.writeString(folder.resolve("simple.secret"), "hidden\n");
        Files.writeString(folder.resolve("openid.json"), text);
        return OpenIdSettings.read(folder.resolve("openid.json"), OpenIdSettings.AGE);
    }

    @Test
    void readsWhatAnOfficeIsToldAndPrintsNoSecret() throws IOException {
        ProviderSettings one = read(GOOD).providers().getFirst();
        assertThat(one.name()).isEqualTo("simple");
        assertThat(one.secret()).contains("hidden");
        assertThat(one.texts()).containsEntry("ja", "簡単");
        assertThat(one.algorithms()).isEqualTo(Set.of("ES256"));
        assertThat(one.asked())
                .isEqualTo(
                        new ProviderSettings.Asked(
                                List.of("loa3"), Optional.of(Duration.ofMinutes(5))));
        assertThat(one.addresses()).isEmpty();
        assertThat(one.toString()).doesNotContain("hidden");
    }

    @Test
    void anOfficeWithoutTheFileHasNone() {
        assertThat(OpenIdSettings.read(folder.resolve("no.json"), OpenIdSettings.AGE).providers())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://op.example|http://op.example|issuer",
                "https://op.example|https://me@op.example|issuer",
                "https://op.example|https://op.example/?a=b|issuer",
                "https://op.example|ftp://op.example|issuer",
                "https://op.example|not an address|issuer",
                "\"simple\",|\"Simple/../x\",|name",
                "ES256|none|algorithms",
                "ES256|HS256|algorithms",
                "간편인증|' '|texts",
                "\"ja\"|\"zh\"|texts",
                "simple.secret|other.secret|secret",
                "maxAgeSeconds|maxAge|members",
                "300|-1|maxAgeSeconds",
                "\"client\"|\"token\": \"https://op.example/t\", \"client\"|addresses",
                "[{|{|JSON",
                "\"providers\"|\"provider\"|providers"
            })
    void saysWhatWasExpectedAndFound(String part, String instead, String named) {
        assertThatThrownBy(() -> read(GOOD.replace(part, instead)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }
}
