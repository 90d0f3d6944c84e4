// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.holdfast.journal.AddCheckpoint;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalVerifier;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.NoteSignature;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.Stored;
import org.holdfast.journal.TreeSize;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pushes over HTTP (C2SP tlog-mirror, tlog-witness) into a mirror of a real journal.
class PushTest {
    private static final String INFO = "text/x.tlog.mirror-info";

    @TempDir Path temp;
    private SmallOffice office;
    private MirrorRun run;
    private MirrorServer server;
    private Client client;

    /// What the server's clock shows more than it is, in nanoseconds.
    private final AtomicLong later = new AtomicLong();

    @BeforeEach
    void start() throws Exception {
        office = new SmallOffice(temp);
        office.grow(700);
        run = office.mirror(temp.resolve("mirror"));
        run.look(); // begins the copy, with the opening alone
        server = MirrorServer.start(run, "127.0.0.1", 0, () -> System.nanoTime() + later.get());
        client = new Client(office, server.port());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
        run.close();
        office.close();
    }

    private Path copy() {
        return temp.resolve("mirror/journals/node-1");
    }

    private long durable() {
        try (JournalDirectory copy = JournalDirectory.openForReading(copy())) {
            return copy.durableSize().value();
        }
    }

    private static void is(HttpResponse<String> answer, int status, String type) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains(type);
    }

    private static void refused(HttpResponse<String> answer, int status) {
        is(answer, status, "text/plain; charset=utf-8");
        assertThat(answer.body()).endsWith("\n").hasSizeGreaterThan(3);
    }

    private void cosigned(HttpResponse<String> answer, long size) throws Exception {
        is(answer, 200, "text/plain; charset=utf-8");
        List<NoteSignature> lines = NoteSignature.parseLines(answer.body());
        run.keys().mirror().verifier().verify(office.note(size).with(lines));
        requireWhole(size);
    }

    /// What the mirror key says: entries, blobs and wrapped keys are on this disk.
    private void requireWhole(long size) throws Exception {
        new JournalVerifier(office.signer.verifier(), JournalVerifier.Progress.SILENT)
                .verify(copy());
        try (JournalDirectory copy = JournalDirectory.openForReading(copy())) {
            assertThat(copy.signedSize().value()).isGreaterThanOrEqualTo(size);
            for (int i = 1; i < copy.durableSize().value(); i++) {
                Stored kept = copy.read(new EntryIndex(i));
                NewEntry own = SmallOffice.record(i);
                assertThat(kept.entry()).isEqualTo(own.entry());
                assertThat(kept.blobs()).hasSize(2);
                assertThat(kept.blobs().getFirst()).isEqualTo(own.blobs().getFirst());
                assertThat(kept.blobs().getLast()).isEqualTo(own.blobs().getLast());
            }
        }
    }

    @Test
    void cosignsWhatIsPushedWithTheBlobsOnItsOwnDisk() throws Exception {
        HttpResponse<String> witnessed = client.pend(1, 600);
        is(witnessed, 200, "text/plain; charset=utf-8");
        SignedNote seen = office.note(600).with(NoteSignature.parseLines(witnessed.body()));
        run.keys().witness().verifier().verify(seen);
        assertThat(witnessed.body()).startsWith("— court/witness ").hasLineCount(1);
        String hash = PushRoutes.sha256(SmallOffice.ORIGIN);
        assertThat(client.get("/witness/" + hash + "/checkpoint").body()).isEqualTo(seen.string());
        assertThat(durable()).isEqualTo(1);

        cosigned(client.push(1, 600), 600);
        String published = client.get("/mirror/" + hash + "/checkpoint").body();
        run.keys().mirror().verifier().verify(SignedNote.parse(published));
        assertThat(client.get("/mirror/" + hash + "/tile/0/000").statusCode()).isEqualTo(200);
        assertThat(client.get("/mirror/" + hash + "/blobs/0").statusCode()).isEqualTo(404);
        assertThat(client.get("/witness/" + "0".repeat(64) + "/checkpoint").statusCode())
                .isEqualTo(404);

        office.listed = 700;
        office.proposed = 700;
        run.look();
        assertThat(run.alarms()).isEmpty();
        requireWhole(700);
        is(client.pend(600, 700), 409, "text/x.tlog.size");
        cosigned(client.push(700, 700), 700);
    }

    @Test
    void answersEachRefusalAsTheSpecificationsSay() throws Exception {
        is(client.pend(0, 600), 409, "text/x.tlog.size");
        assertThat(client.pend(0, 600).body()).isEqualTo("1\n");
        refused(client.post("/add-checkpoint", "nonsense".getBytes(StandardCharsets.UTF_8)), 400);
        refused(client.post("/add-checkpoint", new byte[AddCheckpoint.MAX_BYTES + 9]), 400);
        refused(client.post("/add-checkpoint", old(601, List.of(), office.note(600))), 400);
        refused(client.post("/add-checkpoint", old(1, List.of(), office.note(600))), 422);
        NoteSigner stranger = signer(SmallOffice.ORIGIN);
        SignedNote forged = stranger.sign(office.note(600).text());
        refused(client.post("/add-checkpoint", old(1, List.of(), forged)), 403);
        String other = "holdfast.invalid/0a/node/2";
        Checkpoint unknown =
                new Checkpoint(other, new TreeSize(5), office.journal.root(new TreeSize(5)));
        refused(
                client.post(
                        "/add-checkpoint", old(0, List.of(), signer(other).sign(unknown.text()))),
                404);

        is(client.push(1, 600), 409, INFO); // not pending
        client.pend(1, 600);
        is(client.push(2, 600), 409, INFO);
        assertThat(client.push(2, 600).body()).startsWith("600\n1\n").hasLineCount(3);
        byte[] body = client.entries(1, 600);
        byte[] wrong = body.clone();
        wrong[200] ^= 1;
        refused(client.post("/add-entries", wrong), 422);
        refused(client.post("/add-entries", new byte[] {0, 5, 'a'}), 400);
        byte[] elsewhere = body.clone();
        elsewhere[10] ^= 1;
        refused(client.post("/add-entries", elsewhere), 404);
        assertThat(durable()).isEqualTo(1);
        byte[] cut = java.util.Arrays.copyOf(body, body.length - 5);
        is(client.post("/add-entries", cut), 202, INFO);
        assertThat(durable()).isEqualTo(512);

        refused(client.post("/add-entries", body, "Content-Encoding", "br"), 415);
        refused(client.get("/add-entries"), 405);
        assertThat(client.get("/add-checkpoint").headers().firstValue("Allow")).contains("POST");
        assertThat(run.alarms()).isEmpty();
        cosigned(
                client.post(
                        "/add-entries", gzip(client.entries(512, 600)), "Content-Encoding", "gzip"),
                600);
    }

    private static NoteSigner signer(String origin) throws Exception {
        var pair = java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        return NoteSigner.of(origin, pair.getPrivate(), pair.getPublic());
    }

    private static byte[] old(long size, List<Hash> proof, SignedNote note) {
        return new AddCheckpoint(new TreeSize(size), proof, note).bytes();
    }

    private static byte[] gzip(byte[] bytes) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    @Test
    void keepsAndCosignsNothingWhoseBlobsAreNotToBeHad() throws Exception {
        client.pend(1, 600);
        office.givesRecords = false;
        HttpResponse<String> silent = client.push(1, 600);
        refused(silent, 503);
        assertThat(silent.body()).contains("without its blobs");
        assertThat(silent.headers().firstValue("Retry-After")).isPresent();
        assertThat(durable()).isEqualTo(1);
        office.givesRecords = true;
        cosigned(client.pushAll(600), 600);
    }

    @Test
    void raisesAnAlarmAndCosignsNoMoreWhenABlobIsNotWhatItsEntryNames() throws Exception {
        client.pend(1, 600);
        office.onTheWay =
                record -> new NewEntry(record.entry(), List.of(new byte[] {1}, new byte[40]));
        refused(client.push(1, 600), 503);
        assertThat(run.alarms().get("node-1")).startsWith("DAMAGED");
        office.onTheWay = record -> record;
        refused(client.push(1, 600), 503);
        refused(client.pend(600, 700), 503);
        assertThat(durable()).isEqualTo(1);
    }

    @Test
    void raisesAnAlarmWhenTheOfficeGivesOtherEntriesThanItsKeySigned() throws Exception {
        client.pend(1, 600);
        NewEntry another = SmallOffice.record(9_999);
        office.onTheWay = _ -> another;
        refused(client.push(1, 600), 503);
        assertThat(run.alarms().get("node-1")).startsWith("SPLIT_VIEW");
        assertThat(durable()).isEqualTo(1);
    }

    @Test
    void raisesAnAlarmWhenTwoPastsAreSigned() throws Exception {
        Path other = temp.resolve("fork");
        try (JournalDirectory forked =
                JournalDirectory.create(other, SmallOffice.ORIGIN, office.signer.vkey())) {
            Stored opening = office.journal.read(new EntryIndex(0));
            List<NewEntry> entries = new ArrayList<>();
            entries.add(new NewEntry(opening.entry(), opening.blobs()));
            for (int i = 1; i < 600; i++) {
                entries.add(SmallOffice.record(i + 1_000));
            }
            forked.append(entries);
            forked.seal(office.signer);
            SignedNote note = forked.checkpoint().orElseThrow();
            List<Hash> proof = forked.consistency(new TreeSize(1), new TreeSize(600)).path();
            is(
                    client.post("/add-checkpoint", old(1, proof, note)),
                    200,
                    "text/plain; charset=utf-8");
        }
        refused(client.push(1, 600), 422);
        office.listed = 700;
        office.proposed = 700;
        run.look();
        assertThat(run.alarms().get("node-1")).startsWith("SPLIT_VIEW").contains("two pasts");
        String hash = PushRoutes.sha256(SmallOffice.ORIGIN);
        assertThat(client.get("/mirror/" + hash + "/checkpoint").statusCode()).isEqualTo(404);
    }

    @Test
    void takesOnlyJournalsThatThePinnedRootCertified() throws Exception {
        String origin = "holdfast.invalid/0a/central/1";
        NoteSigner stranger = signer(origin);
        Path folder = temp.resolve("mirror/journals/central-1");
        byte[] body;
        try (JournalDirectory foreign = JournalDirectory.create(folder, origin, stranger.vkey())) {
            foreign.append(List.of(SmallOffice.record(1)));
            foreign.seal(stranger);
            body = old(1, List.of(), foreign.checkpoint().orElseThrow());
        }
        refused(client.post("/add-checkpoint", body), 404);
    }

    @Test
    void pullsAndPushesOneAtATime() throws Exception {
        List<Callable<Boolean>> all = new ArrayList<>();
        office.listed = 700;
        for (int i = 0; i < 3; i++) {
            all.add(() -> {
                for (int size = 50; size <= 700; size += 50) {
                    HttpResponse<String> answer = client.pend(1, size);
                    long seen =
                            answer.statusCode() == 409
                                    ? Long.parseLong(answer.body().strip())
                                    : size + 1L;
                    if (seen <= size) {
                        client.pend(seen, size);
                    }
                    assertThat(client.pushAll(size).statusCode()).isIn(200, 409);
                }
                return true;
            });
        }
        all.add(() -> {
            for (int size = 30; size <= 700; size += 10) {
                office.proposed = size;
                run.look();
            }
            return true;
        });
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Boolean> each : threads.invokeAll(all)) {
                assertThat(each.get()).isTrue();
            }
        }
        assertThat(run.alarms()).isEmpty();
        requireWhole(700);
    }

    @Test
    void cutsSlowClientsOffAndAnswersOthersMeanwhile() throws Exception {
        client.pend(1, 600);
        List<Socket> slow = new ArrayList<>();
        HttpResponse<String> turned;
        do {
            slow.add(slowClient()); // until all four places are taken
            turned = client.post("/add-checkpoint", client.checkpoint(600, 600));
        } while (turned.statusCode() == 200);
        refused(turned, 503);
        assertThat(client.get("/journal/list").statusCode()).isEqualTo(200);
        later.set(PatientBody.GRACE.plusSeconds(1).toNanos());
        for (Socket socket : slow) {
            InputStream in = socket.getInputStream();
            try {
                while (in.read() >= 0) {} // ends when the mirror has cut it off
            } catch (java.net.SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            socket.close();
        }
        cosigned(client.pushAll(600), 600);
    }

    private Socket slowClient() throws Exception {
        Socket socket = new Socket("127.0.0.1", server.port());
        OutputStream out = socket.getOutputStream();
        out.write(
                "POST /add-entries HTTP/1.1\r\nHost: m\r\nContent-Length: 90000\r\n\r\nab"
                        .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsOnlyWhatTheJournalHasWhateverIsSent(long seed) throws Exception {
        client.pend(1, 300);
        Random random = new Random(seed);
        byte[] entries = client.entries(1, 300);
        byte[] checkpoint = client.checkpoint(300, 500);
        for (int i = 0; i < 150; i++) {
            HttpResponse<String> answer = client.post("/add-entries", changed(random, entries));
            assertThat(answer.statusCode()).isIn(200, 202, 400, 404, 409, 422);
            answer = client.post("/add-checkpoint", changed(random, checkpoint));
            assertThat(answer.statusCode()).isIn(200, 400, 403, 404, 409, 422);
        }
        assertThat(run.alarms()).isEmpty();
        long pending = Long.parseLong(client.push(0, 0).body().lines().findFirst().orElseThrow());
        assertThat(pending).isIn(300L, 500L);
        if (pending == 300) {
            client.pend(300, 500);
        }
        cosigned(client.pushAll(500), 500);
    }

    private static byte[] changed(Random random, byte[] valid) {
        byte[] bytes = valid.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = java.util.Arrays.copyOf(bytes, at);
            case 2 -> bytes = java.util.Arrays.copyOf(bytes, bytes.length + random.nextInt(5_000));
            case 3 -> {
                int head = random.nextInt(Math.min(64, bytes.length));
                bytes[head] = (byte) random.nextInt(256);
            }
            default -> {
                int length = Math.min(bytes.length - at, random.nextInt(300));
                for (int i = 0; i < length; i++) {
                    bytes[at + i] = (byte) random.nextInt(256);
                }
            }
        }
        return bytes;
    }
}
