// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A clock that the test moves, and a real etcd's leases by it: one that was granted for a minute
/// is revoked once this clock has gone a minute further, and takes its keys along as one does that
/// runs out. Etcd's own clock ends none meanwhile, as long as the test is faster than its leases.
final class LeaseClock implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI endpoint;

    /// Each lease that was seen, and when it ends by this clock.
    private final Map<String, Long> ends = new HashMap<>();

    private long nanos;

    LeaseClock(URI endpoint) {
        this.endpoint = endpoint;
    }

    /// Nanoseconds since this clock was made.
    long nanos() {
        return nanos;
    }

    /// What was granted since the last call is held to have been granted now, before time passes.
    void pass(Duration time) throws IOException {
        for (String lease : leases()) {
            if (!ends.containsKey(lease)) {
                ends.put(lease, nanos + Duration.ofSeconds(granted(lease)).toNanos());
            }
        }
        nanos += time.toNanos();
        for (Map.Entry<String, Long> one : Map.copyOf(ends).entrySet()) {
            if (one.getValue() <= nanos) {
                revoke(one.getKey());
                ends.remove(one.getKey());
            }
        }
    }

    /// Ends every lease, with all that was kept by one.
    void endAll() throws IOException {
        for (String lease : leases()) {
            revoke(lease);
        }
        ends.clear();
    }

    private Set<String> leases() throws IOException {
        Set<String> found = new HashSet<>();
        ask("/v3/lease/leases", "{}")
                .path("leases")
                .forEach(l -> found.add(l.path("ID").asString()));
        return found;
    }

    /// In seconds.
    private long granted(String lease) throws IOException {
        return ask("/v3/lease/timetolive", id(lease)).path("grantedTTL").asLong();
    }

    private void revoke(String lease) throws IOException {
        ask("/v3/lease/revoke", id(lease));
    }

    private static String id(String lease) {
        return JsonMapper.shared().createObjectNode().put("ID", lease).toString();
    }

    private JsonNode ask(String path, String body) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(endpoint.resolve(path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("etcd answered " + answer.statusCode() + answer.body());
            }
            return JsonMapper.shared().readTree(answer.body());
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", told);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
