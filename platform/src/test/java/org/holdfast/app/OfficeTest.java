// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OfficeTest {
    @Test
    void answersLiveAndReadyAndRefusesASecondOfficeOnItsFolder(@TempDir Path data)
            throws Exception {
        try (Office office = Office.start(OfficeSettings.quiet(data, 0, false, 0));
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(status(http, office.base() + "/health/live")).isEqualTo(200);
            assertThat(status(http, office.base() + "/health/ready")).isEqualTo(200);
            assertThatThrownBy(() -> Office.start(OfficeSettings.quiet(data, 0, false, 0)))
                    .isInstanceOf(OfficeInUse.class)
                    .hasMessageContaining("another office is running");
        }
        assertThat(data.resolve("logs/holdfast.log")).exists();
    }

    private static int status(HttpClient http, String uri) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(uri)).build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
