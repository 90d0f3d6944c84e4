// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.holdfast.drills.OfficeClient;
import org.holdfast.drills.OfficeProcess;
import org.holdfast.journal.AddCheckpoint;
import org.holdfast.journal.AddEntries;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Cosigner;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.NoteSignature;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.TreeSize;
import org.holdfast.mirror.MirrorKeys;
import org.holdfast.mirror.MirrorRun;
import org.holdfast.mirror.MirrorServer;
import org.holdfast.verifier.Reason;
import org.holdfast.verifier.ReceiptVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A mirror of a real office that serves its copies: the office learns where, anybody checks them,
/// and anybody may push.
class ServedMirrorTest {
    @TempDir Path folder;

    @Test
    void tellsItsAddressIsVerifiedAndTakesPushes() throws Exception {
        Path copy = folder.resolve("court");
        try (OfficeProcess office = OfficeProcess.start(folder.resolve("data"), 400, List.of())) {
            String token = MirrorTest.admit(office, copy);
            String paper = MirrorTest.issue(office, "served-first");
            try (MirrorRun run = MirrorTest.open(office, copy, token);
                    MirrorServer server = MirrorServer.start(run, "127.0.0.1", 0)) {
                String served = "http://127.0.0.1:" + server.port();
                assertThat(address(office)).isEmpty();
                run.serveAt(URI.create(served));
                run.look();
                assertThat(address(office)).isEqualTo(served);
                refusesStatementsThatItsKeyDidNotMakeNow(office, copy, token);
                assertThat(address(office)).isEqualTo(served);

                JsonNode receipt = MirrorTest.receipt(office, paper);
                var verdict =
                        new ReceiptVerifier().verify(receipt.toString(), MirrorTest.trust(office));
                assertThat(verdict.reason()).isEqualTo(Reason.RECEIPT_MIRRORED);
                assertThat(verdict.places()).containsExactly("court");

                hearsOfNews(office, token);
                takesAPush(office, run, served);
                verifies(office, copy, served);
            }
        }
    }

    private static void hearsOfNews(OfficeProcess office, String token) throws Exception {
        HttpResponse<String> now = state(office, token, "", "");
        assertThat(now.statusCode()).isEqualTo(200);
        assertThat(now.body()).matches("central-1 \\d+\nnode-1 \\d+\n");
        String tag = now.headers().firstValue("ETag").orElseThrow();
        assertThat(state(office, token, tag, "wait=1").statusCode()).isEqualTo(304);
        assertThat(state(office, token, "\"else\"", "wait=1").statusCode()).isEqualTo(200);
        assertThat(state(office, "", tag, "").statusCode()).isEqualTo(401);
        Thread issues =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                MirrorTest.issue(office, "served-news");
                            } catch (IOException told) {
                                throw new UncheckedIOException(told);
                            }
                        });
        HttpResponse<String> then;
        do {
            then = state(office, token, tag, "respond-async, wait=1");
        } while (then.statusCode() == 304);
        issues.join();
        assertThat(then.statusCode()).isEqualTo(200);
        assertThat(then.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
    }

    private static HttpResponse<String> state(
            OfficeProcess office, String token, String known, String prefer) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(office.base() + "/api/v1/mirror/state"))
                        .header("Authorization", "Bearer " + token);
        if (!known.isEmpty()) {
            request.header("If-None-Match", known);
        }
        if (!prefer.isEmpty()) {
            request.header("Prefer", prefer);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String address(OfficeProcess office) throws IOException {
        String operator = office.demo().person("operator", "").token();
        try (OfficeClient client = new OfficeClient(office.base(), operator)) {
            return client.get("/api/v1/mirrors").json().at("/mirrors/0/address").asString("");
        }
    }

    private static void refusesStatementsThatItsKeyDidNotMakeNow(
            OfficeProcess office, Path copy, String token) throws Exception {
        MirrorKeys keys = MirrorKeys.of(copy, "court");
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Cosigner mirror = keys.mirror();
        String evil = "http://127.0.0.1:1";
        assertThat(state(office, token, keys.witness(), "court", evil, now)).isEqualTo(422);
        assertThat(state(office, token, mirror, "library", evil, now)).isEqualTo(422);
        assertThat(state(office, token, mirror, "court", evil, now.minusSeconds(3_600)))
                .isEqualTo(422);
        assertThat(state(office, token, mirror, "court", evil, now.plusSeconds(3_600)))
                .isEqualTo(422);
        assertThat(state(office, token, mirror, "court", "file:///etc", now)).isEqualTo(422);
        String officer = office.demo().officer("kr-11110").token();
        assertThat(state(office, officer, mirror, "court", evil, now)).isEqualTo(403);
    }

    private static int state(
            OfficeProcess office,
            String token,
            Cosigner key,
            String place,
            String address,
            Instant at)
            throws Exception {
        String text = String.join("\n", "holdfast-address-v1", place, address, at.toString(), "");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(office.base() + "/api/v1/mirror/address"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(key.state(text).bytes()))
                        .build();
        return send(request).statusCode();
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpResponse<String> post(String address, byte[] body) throws Exception {
        return send(
                HttpRequest.newBuilder(URI.create(address))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build());
    }

    /// A paper of this moment, pushed with its entry by somebody who reads the office's files.
    private static void takesAPush(OfficeProcess office, MirrorRun run, String served)
            throws Exception {
        long had;
        Path kept = run.folder().resolve("journals/node-1");
        try (JournalDirectory copy = JournalDirectory.openForReading(kept)) {
            had = copy.signedSize().value();
        }
        MirrorTest.issue(office, "served-pushed");
        Path journal = office.data().resolve("journals/node-1");
        try (JournalDirectory own = JournalDirectory.openForReading(journal)) {
            SignedNote note = own.checkpoint().orElseThrow();
            TreeSize size = Checkpoint.parse(note.text()).size();
            assertThat(size.value()).isGreaterThan(had);
            byte[] next =
                    new AddCheckpoint(
                                    new TreeSize(had),
                                    own.consistency(new TreeSize(had), size).path(),
                                    note)
                            .bytes();
            HttpResponse<String> seen = post(served + "/add-checkpoint", next);
            assertThat(seen.statusCode()).as(seen.body()).isEqualTo(200);
            byte[] entries = AddEntries.body(own, new EntryIndex(had), size, new byte[0]);
            HttpResponse<String> answer = post(served + "/add-entries", entries);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            SignedNote cosigned = note.with(NoteSignature.parseLines(answer.body()));
            assertThat(run.keys().mirror().verifier().verify(cosigned).time()).isPositive();
        }
        run.look();
        assertThat(run.alarms()).isEmpty();
    }

    private void verifies(OfficeProcess office, Path copy, String served) throws Exception {
        Path trust = folder.resolve("trust.json");
        try (OfficeClient anybody = new OfficeClient(office.base(), "")) {
            Files.writeString(trust, anybody.get("/trust").text());
        }
        String[] independent = {"journal", "verify", served, "--trust", trust.toString()};
        assertThat(Main.line().execute(independent)).isEqualTo(ExitCode.GOOD);
        assertThat(Main.line().execute("journal", "verify", served)).isEqualTo(ExitCode.GOOD);
        Path tile = copy.resolve("journals/central-1/tile/0/000");
        byte[] bytes = Files.readAllBytes(tile);
        bytes[40] ^= 1;
        Files.write(tile, bytes);
        assertThat(Main.line().execute(independent)).isEqualTo(ExitCode.FINDING);
    }
}
