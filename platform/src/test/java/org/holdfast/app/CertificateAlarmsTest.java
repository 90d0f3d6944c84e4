// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.holdfast.pki.Pki;
import org.holdfast.sites.OpenAlarm;
import org.holdfast.testing.Openssl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What ends soon is said, by the bound that it has passed.
final class CertificateAlarmsTest extends AskedOffice {
    @TempDir Path folder;

    private static List<String> at(Duration ahead) {
        Pki pki = office.context().getBean(Pki.class);
        return CertificateAlarms.of(pki, Instant.now().plus(ahead)).stream()
                .map(alarm -> alarm.name() + " " + alarm.words().replaceAll(", the first.*", ""))
                .toList();
    }

    @Test
    void whatEndsWithinThirtySevenAndOneDaysIsSaid() {
        assertThat(at(Duration.ZERO)).isEmpty();
        String operator = token("operator", "");
        assertThat(visitor.post("/api/v1/authorities", operator, Map.of()).status()).isEqualTo(201);
        Openssl openssl = new Openssl(folder);
        for (String name : List.of("machine.a", "machine.b")) {
            Map<String, Object> order =
                    Map.of(
                            "use",
                            "site",
                            "holder",
                            name,
                            "request",
                            Base64.getEncoder().encodeToString(openssl.request(name)));
            assertThat(visitor.post("/api/v1/certificates", operator, order).status())
                    .isEqualTo(201);
        }
        assertThat(at(Duration.ZERO)).isEmpty();
        assertThat(at(Duration.ofDays(22))).isEmpty();
        assertThat(at(Duration.ofDays(24)))
                .containsExactly("machine-certificates-end 2 within 7 days");
        assertThat(at(Duration.ofHours(29 * 24 + 12)))
                .containsExactly("machine-certificates-end 2 within 1 days");
        assertThat(at(Duration.ofDays(31))).isEmpty();
        assertThat(at(Duration.ofDays(2 * 365 - 20)))
                .containsExactly("issuing-keys-end 1 within 30 days");
        OpenAlarm alarm =
                CertificateAlarms.of(
                                office.context().getBean(Pki.class),
                                Instant.now().plus(Duration.ofDays(24)))
                        .getFirst();
        assertThat(alarm.since()).isBefore(Instant.now().plus(Duration.ofDays(24)));
    }

    @Test
    void theConsoleSaysUntilWhenWhatIsEnough() {
        String session = visitor.enter(person("operator", "").path("login").asString(""));
        String html = visitor.page("/operations/authorities", session).text();
        assertThat(html).contains("id=\"authorities\"").contains("govuk-tag");
        assertThat(visitor.page("/operations/authorities/now", session).text())
                .doesNotContain("<html");
        String officer = visitor.enter(person("officer", "kr-11110").path("login").asString(""));
        assertThat(visitor.page("/operations/authorities", officer).status()).isEqualTo(403);
    }
}
