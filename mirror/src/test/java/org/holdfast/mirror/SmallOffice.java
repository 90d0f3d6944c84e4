// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.RecordStream;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.Stored;
import org.holdfast.journal.TreeSize;

/// The routes that a mirror asks, over one real journal with certified keys.
final class SmallOffice implements AutoCloseable {
    static final String ORIGIN = "holdfast.invalid/0a/node/1";
    private static final int AT_ONCE = 100;

    final JournalDirectory journal;
    final NoteSigner signer;
    final List<SignedNote> addresses = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final byte[] root;

    /// Entries that the office proposes, and that it lists.
    volatile long proposed = 1;

    volatile long listed = 1;

    /// The entity tag of what is signed; of none there is no such route.
    volatile Optional<String> tag = Optional.empty();

    final List<String> looks = new CopyOnWriteArrayList<>();

    /// Whether anybody answers about records, and what becomes of them on their way.
    volatile boolean givesRecords = true;

    volatile UnaryOperator<NewEntry> onTheWay = record -> record;
    volatile IntConsumer whenAsked = _ -> {};
    private int asked;

    SmallOffice(Path folder) throws Exception {
        Certified keys = Certified.KEYS;
        this.root = keys.root();
        this.signer = keys.signer();
        this.journal = JournalDirectory.create(folder.resolve("office"), ORIGIN, signer.vkey());
        byte[] payload = (" ".repeat(32) + "{}").getBytes(StandardCharsets.UTF_8);
        byte[] certificate = keys.certificate();
        journal.append(
                List.of(
                        new NewEntry(
                                opening(sha256(payload), sha256(certificate)),
                                List.of(payload, certificate))));
        journal.seal(signer);
        this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    /// {2: "opening", 9: payload, 11: [certificate]}
    private static byte[] opening(byte[] payload, byte[] certificate) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xa3, 2, 0x67});
        out.writeBytes("opening".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {9, 0x58, 32});
        out.writeBytes(payload);
        out.writeBytes(new byte[] {11, (byte) 0x81, 0x58, 32});
        out.writeBytes(certificate);
        return out.toByteArray();
    }

    /// {2: "record", 8: key, 9: payload}, with the payload and a wrapped key beside it.
    static NewEntry record(int number) throws Exception {
        byte[] payload = ("payload of " + number).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xa3, 2, 0x66});
        out.writeBytes("record".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {8, 0x50});
        out.writeBytes(new byte[16]);
        out.writeBytes(new byte[] {9, 0x58, 32});
        out.writeBytes(sha256(payload));
        byte[] wrapped = new byte[40];
        wrapped[0] = (byte) (1 + number % 100);
        return new NewEntry(out.toByteArray(), List.of(payload, wrapped));
    }

    /// Appends records up to a size and signs them.
    void grow(int size) throws Exception {
        List<NewEntry> more = new ArrayList<>();
        for (int i = (int) journal.durableSize().value(); i < size; i++) {
            more.add(record(i));
        }
        journal.append(more);
        journal.seal(signer);
    }

    /// The checkpoint of a size, signed.
    SignedNote note(long size) {
        TreeSize tree = new TreeSize(size);
        return signer.sign(new Checkpoint(ORIGIN, tree, journal.root(tree)).text());
    }

    MirrorRun mirror(Path folder) throws IOException {
        return MirrorRun.open(
                new MirrorSettings(address(), folder, "court", "token", Duration.ofMillis(20)),
                java.time.Clock.systemUTC(),
                _ -> {});
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            String records = "/api/v1/mirror/node-1/records/";
            byte[] answer = {};
            int status = 200;
            looks.add(path);
            if (path.equals("/api/v1/mirror/state")) {
                status = state(exchange);
            } else if (path.equals("/journal/list")) {
                answer = text("node-1 " + ORIGIN + " " + signer.vkey() + " " + listed + "\n");
            } else if (path.equals("/journal/root")) {
                answer = root;
            } else if (path.endsWith("/proposal")) {
                answer = note(proposed).bytes();
            } else if (path.startsWith(records)) {
                whenAsked.accept(++asked);
                status = givesRecords ? 200 : 503;
                answer = records(Long.parseLong(path.substring(records.length())));
            } else if (path.endsWith("/address")) {
                addresses.add(SignedNote.parse(body));
            }
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    /// Answers at once.
    private int state(HttpExchange exchange) {
        tag.ifPresent(one -> exchange.getResponseHeaders().set("ETag", one));
        String known = exchange.getRequestHeaders().getFirst("If-None-Match");
        if (tag.isEmpty()) {
            return 404;
        }
        return tag.equals(Optional.ofNullable(known)) ? 304 : 200;
    }

    private byte[] records(long from) {
        List<NewEntry> records = new ArrayList<>();
        long end = Math.min(journal.durableSize().value(), from + AT_ONCE);
        for (long i = from; i < end; i++) {
            Stored stored = journal.read(new EntryIndex(i));
            records.add(onTheWay.apply(new NewEntry(stored.entry(), stored.blobs())));
        }
        return RecordStream.encode(records);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        journal.close();
    }
}
