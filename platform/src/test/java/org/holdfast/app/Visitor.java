// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody who talks to an office from outside, as a program with a token or as a browser.
final class Visitor {
    private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String base;

    Visitor(String base) {
        this.base = base;
    }

    record Answer(int status, byte[] body, HttpResponse<byte[]> whole) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String code() {
            return json().path("code").asString("");
        }

        String header(String name) {
            return whole.headers().firstValue(name).orElse("");
        }
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.body(), answer);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer get(String path, String token) {
        return send(to(path).header("Authorization", "Bearer " + token));
    }

    Answer post(String path, String token, Object body) {
        return post(path, token, body, "op-" + UUID.randomUUID());
    }

    Answer post(String path, String token, Object body, String operation) {
        String text =
                body instanceof String raw ? raw : JsonMapper.shared().writeValueAsString(body);
        return send(
                to(path).header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", operation)
                        .POST(HttpRequest.BodyPublishers.ofString(text)));
    }

    /// Enters by a login path and gives the cookie of the session.
    String enter(String login) {
        String cookie = send(to(login)).header("Set-Cookie");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    Answer page(String path, String cookie) {
        return send(to(path).header("Cookie", cookie));
    }

    /// The token of the forms on a page.
    String form(String path, String cookie) {
        Matcher matcher = FORM.matcher(page(path, cookie).text());
        return matcher.find() ? matcher.group(1) : "";
    }

    HttpRequest.Builder sending(String path, Map<String, String> fields) {
        String body =
                fields.entrySet().stream()
                        .map(f ->
                                f.getKey()
                                        + "="
                                        + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        return to(path).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }
}
