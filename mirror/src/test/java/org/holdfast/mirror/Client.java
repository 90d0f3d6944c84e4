// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import org.holdfast.journal.AddCheckpoint;
import org.holdfast.journal.AddEntries;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.TreeSize;

/// Somebody who pushes what an office has.
final class Client implements AutoCloseable {
    static final byte[] NO_TICKET = {};
    private final HttpClient http = HttpClient.newHttpClient();
    private final SmallOffice office;
    private final String base;

    Client(SmallOffice office, int port) {
        this.office = office;
        this.base = "http://127.0.0.1:" + port;
    }

    HttpResponse<String> post(String path, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(
                request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(base + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    byte[] checkpoint(long old, long size) {
        List<Hash> proof = office.journal.consistency(new TreeSize(old), new TreeSize(size)).path();
        return new AddCheckpoint(new TreeSize(old), proof, office.note(size)).bytes();
    }

    HttpResponse<String> pend(long old, long size) throws Exception {
        return post("/add-checkpoint", checkpoint(old, size));
    }

    byte[] entries(long start, long end) {
        return AddEntries.body(office.journal, new EntryIndex(start), new TreeSize(end), NO_TICKET);
    }

    HttpResponse<String> push(long start, long end) throws Exception {
        return post("/add-entries", entries(start, end));
    }

    /// Pushes until all is there, from wherever the mirror says.
    HttpResponse<String> pushAll(long size) throws Exception {
        HttpResponse<String> answer =
                post(
                        "/add-entries",
                        AddEntries.body(
                                office.journal, new EntryIndex(0), new TreeSize(0), NO_TICKET));
        for (int i = 0; i < 50 && (answer.statusCode() == 409 || answer.statusCode() == 202); i++) {
            List<String> lines = answer.body().lines().toList();
            long next = Math.min(Long.parseLong(lines.get(1)), size);
            byte[] ticket = Base64.getDecoder().decode(lines.get(2));
            answer =
                    post(
                            "/add-entries",
                            AddEntries.body(
                                    office.journal,
                                    new EntryIndex(next),
                                    new TreeSize(size),
                                    ticket));
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        http.shutdownNow();
    }
}
