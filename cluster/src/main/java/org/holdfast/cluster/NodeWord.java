// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The open alarms of a site as its node tells them (`GET /api/v1/sites/own`): those that no file
/// has, such as a journal that it can neither follow nor sequence, are among them. Thread-safe.
///
/// @param token by which nodes of the office know who asks; without, they tell nothing
record NodeWord(HttpClient http, Optional<String> token) {
    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final JsonMapper JSON = JsonMapper.shared();

    /// That a node does not tell its alarms is one, too: nobody may take silence for none.
    static Map<String, String> unknown(SitePlan site) {
        return Map.of("alarms-unknown-" + site.site(), "its node does not tell its alarms");
    }

    /// By name, with their details. Takes at most two seconds until the answer begins.
    Map<String, String> alarms(SitePlan site) {
        if (token.isEmpty()) {
            return Map.of(
                    "alarms-unknown-" + site.site(),
                    "its node tells its alarms to whoever may read the site's token only: ask as"
                            + " the owner of the folder");
        }
        URI own = site.nodeAddress(site.site()).resolve("/api/v1/sites/own");
        HttpRequest request =
                HttpRequest.newBuilder(own)
                        .timeout(WITHIN)
                        .header("Authorization", "Bearer " + token.get())
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            JsonNode told =
                    answer.statusCode() == 200
                            ? JSON.readTree(answer.body()).path("alarms")
                            : JSON.missingNode();
            if (told.isArray()) {
                Map<String, String> alarms = new TreeMap<>();
                for (JsonNode one : told) {
                    alarms.put(one.path("name").asString("?"), one.path("words").asString(""));
                }
                return alarms;
            }
        } catch (IOException | JacksonException silent) {
            return unknown(site);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
        return unknown(site);
    }
}
