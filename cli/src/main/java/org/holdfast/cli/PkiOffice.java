// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.drills.DemoOffice;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A running office, asked by an operator. An order that was not answered is sent again under the
/// same id with `--operation`.
final class PkiOffice {
    static final Duration WITHIN = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.shared();

    @Option(
            names = "--at",
            description =
                    "Address of the office or of one of its sites. Default: ${DEFAULT-VALUE}.")
    private URI at = URI.create("http://localhost:8080");

    @Option(names = "--token-file", description = "File with an operator's token.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--demo-json",
            description = "Be the operator of this demo instead: its demo.json.")
    private Optional<Path> demo = Optional.empty();

    @Option(
            names = "--operation",
            description = "Id of an order that was sent before. Default: a new one.")
    private Optional<String> operation = Optional.empty();

    /// What it answers.
    ///
    /// @throws IOException saying what the office said, when that is not what was wanted
    JsonNode get(String path) throws IOException {
        return send(request(path).GET());
    }

    /// The same, for an order.
    JsonNode post(String path, ObjectNode body) throws IOException {
        String id = operation();
        try {
            return send(
                    request(path)
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", id)
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            JSON.writeValueAsString(body))));
        } catch (IOException fault) {
            throw new IOException(
                    fault.getMessage() + " (ask again with --operation " + id + ")", fault);
        }
    }

    /// The id of the order that is sent.
    String operation() {
        if (operation.isEmpty()) {
            operation = Optional.of("order-" + UUID.randomUUID());
        }
        return operation.get();
    }

    /// A path of the office, as browsers take it.
    URI address(String path) {
        return at.resolve(path);
    }

    static ObjectNode order() {
        return JSON.createObjectNode();
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(at.resolve(path))
                .timeout(WITHIN)
                .header("Accept-Language", "en")
                .header("Authorization", "Bearer " + token());
    }

    private String token() throws IOException {
        if (tokenFile.isPresent()) {
            return Files.readString(tokenFile.get()).strip();
        }
        if (demo.isPresent()) {
            return DemoOffice.read(demo.get()).person("operator", "").token();
        }
        throw new IOException("who asks? --token-file of an operator, or --demo-json of a demo");
    }

    /// What an office answers; refusals are told by what they say.
    static JsonNode send(HttpRequest.Builder request) throws IOException {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(WITHIN).build()) {
            HttpResponse<String> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode body = JSON.readTree(answer.body());
            if (answer.statusCode() >= 300) {
                throw new IOException(
                        "%d %s: %s"
                                .formatted(
                                        answer.statusCode(),
                                        body.path("code").asString(""),
                                        body.path("detail").asString(answer.body())));
            }
            return body;
        } catch (JacksonException foreign) {
            throw new IOException("no office answers there: " + foreign.getMessage(), foreign);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("told to stop", stop);
        }
    }
}
