// SPDX-License-Identifier: Apache-2.0
package org.holdfast.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What programs ask a demo office beside the browser.
///
/// @param data the office's folder
record OfficeApi(String base, Path data) {
    /// Somebody of the demo.
    JsonNode person(String role) {
        return JsonMapper.shared()
                .readTree(data.resolve("demo.json").toFile())
                .path("people")
                .valueStream()
                .filter(one -> one.path("role").asString("").equals(role))
                .findFirst()
                .orElseThrow();
    }

    JsonNode post(String path, String role, Object body) throws IOException, InterruptedException {
        return sent(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header(
                                "Authorization",
                                "Bearer " + person(role).path("token").asString(""))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "order-" + UUID.randomUUID())
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        JsonMapper.shared().writeValueAsString(body))));
    }

    JsonNode form(String path, String body) throws IOException, InterruptedException {
        return sent(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static JsonNode sent(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(text(request));
    }

    String page(String path) throws IOException, InterruptedException {
        return text(HttpRequest.newBuilder(URI.create(base + path)));
    }

    private static String text(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            request.build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .body();
        }
    }
}
