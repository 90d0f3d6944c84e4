// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.RecordStream;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.TreeSize;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The agreed head under one key of etcd, by the JSON form of etcd's v3 API (`/v3/kv/txn`). Reads
/// are linearizable, which is etcd's default. Each of the endpoints is asked in turn, the one that
/// answered last first; each has two seconds for a whole answer.
///
/// An HTTP client whose selector has died, for want of memory or descriptors, never answers again
/// and says so in nothing but the faults of its requests. So what nobody answered is asked the next
/// time through a fresh one.
final class EtcdHeads implements HeadStore {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdHeads.class);
    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 64 * 1024;
    private static final Pattern LINE =
            Pattern.compile("([a-z]+-[0-9]{1,9}) ([^ ]+) ([0-9]{1,18}) ([0-9a-f]{64})");
    private static final JsonMapper JSON = JsonMapper.shared();

    /// Longer than a question to three endpoints takes.
    private static final long RENEW_NANOS = 10_000_000_000L;

    private final Supplier<HttpClient> clients;
    private volatile HttpClient client;

    @GuardedBy("this")
    private long renewed = System.nanoTime() - RENEW_NANOS;

    @GuardedBy("this")
    private boolean closed;

    private final List<URI> endpoints;
    private final String key;
    private final String noteKey;
    private final String openingKey;
    private volatile int answering;

    /// @param endpoints such as `http://10.1.0.1:2379`, of one etcd
    /// @param key of the head, one for all sites that share the journal
    EtcdHeads(List<URI> endpoints, String key) {
        this(endpoints, key, () -> HttpClient.newBuilder().connectTimeout(WITHIN).build());
    }

    /// @param clients gives a fresh one each time
    EtcdHeads(List<URI> endpoints, String key, Supplier<HttpClient> clients) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("expected an endpoint of etcd, found none");
        }
        this.clients = clients;
        this.client = clients.get();
        this.endpoints = List.copyOf(endpoints);
        this.key = base64(key);
        this.noteKey = base64(key + "/note");
        this.openingKey = base64(key + "/opening");
    }

    @Override
    public Optional<Head> read() {
        ObjectNode range = JSON.createObjectNode().put("key", key);
        return head(ask("/v3/kv/range", range));
    }

    @Override
    public Optional<Head> move(Optional<Head> expected, Head to) {
        return move(expected, to, Map.of());
    }

    @Override
    public Optional<Head> move(Optional<Head> expected, Head to, Evidence evidence) {
        Map<String, byte[]> beside = new LinkedHashMap<>();
        beside.put(noteKey, evidence.note().bytes());
        evidence.opening()
                .ifPresent(entry -> beside.put(openingKey, RecordStream.encode(List.of(entry))));
        return move(expected, to, beside);
    }

    @Override
    public Published published() {
        ArrayNode asked = JSON.createArrayNode();
        for (String one : List.of(key, noteKey, openingKey)) {
            asked.addObject().putObject("requestRange").put("key", one);
        }
        ObjectNode ask = JSON.createObjectNode();
        ask.set("success", asked);
        JsonNode found = ask("/v3/kv/txn", ask).path("responses");
        Optional<Head> head = head(found.path(0).path("response_range"));
        return new Published(
                head,
                beside(found.path(1), SignedNote::parse).filter(one -> isOf(head, one)),
                beside(found.path(2), value -> RecordStream.parse(value).getFirst()));
    }

    /// What cannot be read is as good as not there: somebody else's copy may have it.
    private static <T> Optional<T> beside(JsonNode response, Function<byte[], T> parse) {
        try {
            return bytes(response).map(parse);
        } catch (JournalRefusal damaged) {
            LOG.warn("what etcd keeps beside the agreed head: {}", damaged.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isOf(Optional<Head> head, SignedNote note) {
        return head.map(one ->
                        new Checkpoint(one.origin(), new TreeSize(one.size()), one.root()).text())
                .equals(Optional.of(note.text()));
    }

    private static Optional<byte[]> bytes(JsonNode response) {
        String value =
                response.path("response_range").path("kvs").path(0).path("value").asString("");
        return value.isEmpty() ? Optional.empty() : Optional.of(Base64.getDecoder().decode(value));
    }

    private Optional<Head> move(Optional<Head> expected, Head to, Map<String, byte[]> beside) {
        ObjectNode ask = JSON.createObjectNode();
        ObjectNode compare = ask.putArray("compare").addObject();
        compare.put("key", key).put("result", "EQUAL");
        if (expected.isPresent()) {
            compare.put("target", "VALUE").put("value", base64(line(expected.get())));
        } else {
            compare.put("target", "CREATE").put("createRevision", "0");
        }
        ArrayNode puts = ask.putArray("success");
        puts.addObject().putObject("requestPut").put("key", key).put("value", base64(line(to)));
        beside.forEach((name, value) ->
                puts.addObject()
                        .putObject("requestPut")
                        .put("key", name)
                        .put("value", Base64.getEncoder().encodeToString(value)));
        ask.putArray("failure").addObject().putObject("requestRange").put("key", key);
        JsonNode answer = ask("/v3/kv/txn", ask);
        return answer.path("succeeded").asBoolean(false)
                ? Optional.of(to)
                : head(answer.path("responses").path(0).path("response_range"));
    }

    private static Optional<Head> head(JsonNode range) {
        String value = range.path("kvs").path(0).path("value").asString("");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String line = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new Away(
                    "the agreed head in etcd has another form than: journal origin size root."
                            + " Somebody has written it by another way; it is asked for again");
        }
        return Optional.of(
                new Head(
                        parts.group(1),
                        parts.group(2),
                        Long.parseLong(parts.group(3)),
                        Hash.ofHex(parts.group(4))));
    }

    private static String line(Head head) {
        return head.journal() + " " + head.origin() + " " + head.size() + " " + head.root().hex();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A compare-and-swap may be asked of a second endpoint after the first one did not answer: if
    /// the first try was done after all, the second finds the new head, which is what was wanted.
    private JsonNode ask(String path, ObjectNode body) {
        int first = answering;
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            int one = (first + i) % endpoints.size();
            try {
                JsonNode answer =
                        ask(endpoints.get(one).resolve(path), JSON.writeValueAsString(body));
                answering = one;
                return answer;
            } catch (IOException away) {
                faults.add(endpoints.get(one) + " " + away.getMessage());
            }
        }
        renew();
        throw new Away("etcd does not answer: " + String.join("; ", faults));
    }

    private synchronized void renew() {
        long now = System.nanoTime();
        if (closed || now - renewed < RENEW_NANOS) {
            return;
        }
        renewed = now;
        HttpClient old = client;
        try {
            client = clients.get();
        } catch (UncheckedIOException none) {
            LOG.warn("no fresh client for etcd: {}", none.getMessage());
            return;
        }
        old.shutdownNow();
    }

    private JsonNode ask(URI address, String body) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(address)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            HttpResponse<byte[]> whole = answer.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (whole.statusCode() != 200) {
                throw new IOException("answered " + whole.statusCode());
            }
            return JSON.readTree(whole.body());
        } catch (ExecutionException | JacksonException fault) {
            throw new IOException("failed: " + fault.getMessage(), fault);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new IOException("no whole answer within " + WITHIN, late);
        } catch (InterruptedException told) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", told);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.shutdownNow();
    }
}
