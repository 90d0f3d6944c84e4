// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A client of the office's API as any outsider would write it. Thread-safe.
public final class OfficeClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String base;
    private final String token;
    private final HttpClient http;

    public OfficeClient(String base, String token) {
        this.base = base;
        this.token = token;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
    }

    /// What the office answered: the status, and the body read as JSON (a missing node when it is
    /// not).
    @SuppressWarnings("ArrayRecordComponent") // an answer is read, never compared
    public record Answer(int status, byte[] body, String retryAfter) {
        public String text() {
            return new String(body, java.nio.charset.StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (tools.jackson.core.JacksonException e) {
                return JSON.missingNode();
            }
        }
    }

    /// One paper asked for.
    public record Order(
            String operation, String service, String office, String subject, String purpose) {
        /// The request itself.
        public Command command() {
            ObjectNode json = JSON.createObjectNode();
            json.put("service", service);
            json.put("office", office);
            json.put("subject", subject);
            json.put("purpose", purpose);
            json.putObject("options");
            return new Command(operation, office, "/api/v1/issuances", json);
        }
    }

    public Answer issue(Order order, Duration limit) throws IOException {
        return send(order.command(), limit);
    }

    /// Asks, and waits at most `limit`.
    public Answer send(Command command, Duration limit) throws IOException {
        byte[] body = JSON.writeValueAsBytes(command.body());
        return send(
                request(command.path(), limit)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", command.operation())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build());
    }

    /// Sends a file as it is.
    public Answer upload(String path, byte[] file) throws IOException {
        return send(
                request(path, Duration.ofSeconds(60))
                        .header("Content-Type", "application/pdf")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                        .build());
    }

    public Answer get(String path) throws IOException {
        return get(path, Duration.ofSeconds(30));
    }

    /// Reads, and waits at most `limit`.
    public Answer get(String path, Duration limit) throws IOException {
        return send(request(path, limit).GET().build());
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        String address = path.startsWith("http") ? path : base + path;
        return HttpRequest.newBuilder(URI.create(address))
                .timeout(limit)
                .header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest request) throws IOException {
        try {
            HttpResponse<byte[]> answer =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    answer.statusCode(),
                    answer.body(),
                    answer.headers().firstValue("Retry-After").orElse(""));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
