// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.RecordStream;
import org.holdfast.journal.SignedNote;

/// The routes of an office that a mirror asks, each answer bounded. Thread-safe.
final class OfficeRoutes implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_TEXT = 4 << 20;

    /// One answer with records; the office sends less than this, but for one larger record.
    private static final int MOST_RECORDS = NewEntry.MAX_BLOB_BYTES + (8 << 20);

    private final HttpClient client;
    private final String office;
    private final Supplier<String> token;

    OfficeRoutes(URI office, Supplier<String> token) {
        this.office = office.toString().replaceFirst("/*$", "");
        this.token = token;
        this.client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    }

    /// One origin as the office lists it.
    record Listed(String name, String origin, String vkey, long size) {
        String kind() {
            return name.substring(0, name.lastIndexOf('-'));
        }

        int number() {
            return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
        }
    }

    List<Listed> journals() throws IOException {
        List<Listed> list = new ArrayList<>();
        for (String line : text("/journal/list").lines().toList()) {
            String[] parts = line.split(" ", -1);
            if (parts.length != 4
                    || !parts[0].matches("[a-z]{1,20}-[0-9]{1,9}")
                    || !parts[3].matches("[0-9]{1,18}")) {
                throw new IOException("the office's list of journals has another form");
            }
            list.add(new Listed(parts[0], parts[1], parts[2], Long.parseLong(parts[3])));
        }
        return list;
    }

    /// A tag of what the office has signed of its newest journals. Waits for another one than is
    /// known, a second at most.
    ///
    /// @return empty when the office tells none
    Optional<String> state(Optional<String> known) throws IOException {
        HttpRequest.Builder request = request("/api/v1/mirror/state").GET();
        known.ifPresent(tag -> request.header("If-None-Match", tag).header("Prefer", "wait=1"));
        return send(request.build(), MOST_TEXT).headers().firstValue("ETag");
    }

    /// The certificate of the office's root, DER.
    byte[] root() throws IOException {
        return get("/journal/root", MOST_TEXT).orElseThrow(() -> new IOException("no root"));
    }

    /// The checkpoint that the office asks its mirrors to cosign now; empty when there is none.
    Optional<SignedNote> proposal(String journal) throws IOException {
        return get("/api/v1/mirror/" + journal + "/proposal", MOST_TEXT).map(SignedNote::parse);
    }

    /// Some records from an index on, at least one.
    List<NewEntry> records(String journal, long from) throws IOException {
        return get("/api/v1/mirror/" + journal + "/records/" + from, MOST_RECORDS)
                .map(RecordStream::parse)
                .orElseThrow(() -> new IOException("no records of " + journal + " at " + from));
    }

    /// Hands a cosigned checkpoint in.
    ///
    /// @return empty when it was taken; else what the office knows this mirror to have cosigned,
    ///   which is more
    Optional<Long> cosigned(String journal, SignedNote note) throws IOException {
        HttpResponse<byte[]> answer =
                send(
                        request("/api/v1/mirror/" + journal + "/cosignatures")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(note.bytes()))
                                .build(),
                        MOST_TEXT);
        if (answer.statusCode() == 409) {
            String size = new String(answer.body(), StandardCharsets.UTF_8).strip();
            if (size.matches("[0-9]{1,18}")) {
                return Optional.of(Long.parseLong(size));
            }
        }
        if (answer.statusCode() != 200) {
            throw new IOException("a cosignature was answered " + answer.statusCode());
        }
        return Optional.empty();
    }

    /// Hands a statement in about an erasure that was carried out here; whether it was taken.
    boolean stated(SignedNote note) throws IOException {
        return handed("/api/v1/mirror/erasures", note);
    }

    /// Hands a statement in about where the copies are served; whether it was taken.
    boolean addressed(SignedNote note) throws IOException {
        return handed("/api/v1/mirror/address", note);
    }

    private boolean handed(String path, SignedNote note) throws IOException {
        HttpResponse<byte[]> answer =
                send(
                        request(path)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(note.bytes()))
                                .build(),
                        MOST_TEXT);
        return answer.statusCode() == 200;
    }

    private String text(String path) throws IOException {
        return get(path, MOST_TEXT)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() -> new IOException("the office has no " + path));
    }

    private Optional<byte[]> get(String path, int most) throws IOException {
        HttpResponse<byte[]> answer = send(request(path).GET().build(), most);
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(answer.body());
            case 204, 404 -> Optional.empty();
            case 401, 403 ->
                    throw new IOException(
                            path
                                    + " was answered "
                                    + answer.statusCode()
                                    + ": the office does not know this mirror's token (any more);"
                                    + " admit it again with --operator-token");
            default -> throw new IOException(path + " was answered " + answer.statusCode());
        };
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(office + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token.get())
                .header("Content-Type", "text/plain");
    }

    private HttpResponse<byte[]> send(HttpRequest request, int most) throws IOException {
        // The request's own timeout ends with the head of the answer; this one with its last byte.
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(
                    request.uri().getPath() + " was not answered: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(
                    request.uri().getPath() + " was not answered whole within " + TIMEOUT, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
