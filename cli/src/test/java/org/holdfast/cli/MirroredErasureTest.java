// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.app.OfficeRebuild;
import org.holdfast.drills.AuditWatcher;
import org.holdfast.drills.Command;
import org.holdfast.drills.DemoOffice;
import org.holdfast.drills.FolderAudit;
import org.holdfast.drills.OfficeClient;
import org.holdfast.drills.OfficeProcess;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.Stored;
import org.holdfast.ledger.JournalState;
import org.holdfast.mirror.MirrorRun;
import org.holdfast.verifier.Reason;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.Reconciliation;
import org.holdfast.verifier.Statement;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What an office erases is erased in the copy of its mirror, whenever the mirror dies, and the
/// office hears of it.
class MirroredErasureTest {
    private static final String SEOUL = "kr-11110";

    @TempDir Path folder;

    /// A person, erased.
    private record Gone(String id, String handle) {}

    private static OfficeClient officer(OfficeProcess office) {
        return new OfficeClient(office.base(), office.demo().officer(SEOUL).token());
    }

    private static String issue(OfficeProcess office, String handle) throws IOException {
        try (OfficeClient client = officer(office)) {
            OfficeClient.Answer answer =
                    client.issue(
                            new OfficeClient.Order(
                                    "paper-of-" + handle,
                                    "kr.resident-abstract",
                                    SEOUL,
                                    handle,
                                    "bank"),
                            Duration.ofSeconds(60));
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            return answer.json().path("id").asString();
        }
    }

    private static OfficeClient.Answer erase(OfficeProcess office, String name, String target)
            throws IOException {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("office", SEOUL);
        body.put(name, target);
        body.put("basis", "kr.request");
        body.put("reason", "본인의 삭제 요구");
        try (OfficeClient client = officer(office)) {
            return client.send(
                    new Command("erase-" + target, SEOUL, "/api/v1/erasures", body),
                    Duration.ofSeconds(60));
        }
    }

    /// Somebody who is not the head of others.
    private static Gone erasePerson(OfficeProcess office, List<String> handles) throws IOException {
        for (String handle : handles) {
            OfficeClient.Answer answer = erase(office, "subject", handle);
            if (answer.status() == 201) {
                assertThat(answer.json().path("state").asString()).isEqualTo("destroyed");
                assertThat(answer.json().path("waiting").toString()).isEqualTo("[\"court\"]");
                return new Gone(answer.json().path("id").asString(), handle);
            }
        }
        throw new AssertionError("nobody could be erased");
    }

    private static JsonNode erasure(OfficeProcess office, String id) throws IOException {
        try (OfficeClient client = officer(office)) {
            return client.get("/api/v1/erasures/" + id).json();
        }
    }

    private static List<String> some(OfficeProcess office) {
        return office.demo().unrestricted(SEOUL).stream()
                .limit(6)
                .map(DemoOffice.Subject::handle)
                .toList();
    }

    /// All journals of a mirror or an office, entry by entry.
    private static List<Stored> records(Path data) throws IOException {
        List<Stored> all = new ArrayList<>();
        try (Stream<Path> journals = Files.list(data.resolve("journals"))) {
            for (Path one : journals.filter(JournalDirectory::isJournal).sorted().toList()) {
                try (JournalDirectory journal = JournalDirectory.openForReading(one)) {
                    for (long i = 0; i < journal.durableSize().value(); i++) {
                        all.add(journal.read(new EntryIndex(i)));
                    }
                }
            }
        }
        return all;
    }

    /// Every blob that a copy had before and that stands empty or zero in the office's own files.
    private static List<byte[]> secrets(List<Stored> before, List<Stored> office) {
        List<byte[]> secrets = new ArrayList<>();
        for (Stored record : before) {
            if (office.stream()
                    .anyMatch(own -> own.erased() && own.leafHash().equals(record.leafHash()))) {
                secrets.add(record.blobs().getFirst());
                secrets.add(record.blobs().getLast());
            }
        }
        return secrets;
    }

    private static void requireGone(Path copy, List<byte[]> secrets) throws IOException {
        try (Stream<Path> files = Files.walk(copy.resolve("journals"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (byte[] secret : secrets) {
                    assertThat(bytes.contains(new String(secret, StandardCharsets.ISO_8859_1)))
                            .as("%s", file)
                            .isFalse();
                }
            }
        }
    }

    private static List<String> audit(Path data, TrustList trust) throws IOException {
        List<String> findings = new ArrayList<>();
        new FolderAudit(data, trust, AuditWatcher.SILENT).run(findings::add);
        return findings;
    }

    private int die(OfficeProcess office, Path copy, String token, String where) throws Exception {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingMirror.class.getName(),
                        office.base(),
                        copy.toString(),
                        token,
                        where)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(where + ".log").toFile())
                .start()
                .waitFor();
    }

    @Test
    void erasesInTheCopyAndSaysSoWheneverItDies() throws Exception {
        Path copy = folder.resolve("court");
        try (OfficeProcess office = OfficeProcess.start(folder.resolve("data"), 400, List.of())) {
            String token = MirrorTest.admit(office, copy);
            List<String> people = some(office);
            List<String> papers = new ArrayList<>();
            for (String handle : people) {
                papers.add(issue(office, handle));
            }
            try (MirrorRun run = MirrorTest.open(office, copy, token)) {
                run.look();
            }
            List<Stored> before = records(copy);
            Gone person = erasePerson(office, people);
            String paper = papers.get(5);
            JsonNode single = erase(office, "paper", paper).json();
            List<byte[]> secrets = secrets(before, records(office.data()));
            assertThat(secrets).hasSizeGreaterThan(4);
            Path cut = Files.createDirectory(copy.resolve("journals/node-1/cut"));
            Files.write(cut.resolve("0-100"), secrets.getFirst());

            assertThat(die(office, copy, token, "unsaid")).isEqualTo(9);
            requireGone(copy, secrets);
            assertThat(erasure(office, person.id()).path("mirrors")).isEmpty();
            assertThat(die(office, copy, token, "unheard")).isEqualTo(9);
            assertThat(erasure(office, person.id()).path("mirrors")).isEmpty();
            look(office, copy, token);

            JsonNode shown = erasure(office, person.id());
            assertThat(shown.path("waiting")).isEmpty();
            assertThat(shown.at("/mirrors/0/place").asString()).isEqualTo("court");
            assertThat(shown.at("/mirrors/0/blobsZeroed").asLong())
                    .isEqualTo(shown.at("/attestations/0/blobsZeroed").asLong())
                    .isGreaterThan(2);
            assertThat(erasure(office, single.path("id").asString()).at("/mirrors/0/blobsZeroed"))
                    .hasToString("1");
            requireGone(copy, secrets);
            TrustList trust = MirrorTest.trust(office);
            requireReceipt(office, paper, trust);
            tellAgain(office, copy, token, person);
            assertThat(audit(copy, trust)).isEmpty();
            assertThat(audit(office.data(), trust)).isEmpty();
            assertThat(JournalState.read(copy.resolve("journals")).now())
                    .isEqualTo(JournalState.read(office.data().resolve("journals")).now());
            office.killEverything();
            requireReconciled(copy, trust);
            requireRebuilt(office, copy, person);
        }
    }

    private static void look(OfficeProcess office, Path copy, String token) throws IOException {
        try (MirrorRun run = MirrorTest.open(office, copy, token)) {
            run.look();
            assertThat(run.alarms()).isEmpty();
        }
    }

    private static void requireReceipt(OfficeProcess office, String paper, TrustList trust)
            throws IOException {
        var verdict =
                new ReceiptVerifier().verify(MirrorTest.receipt(office, paper).toString(), trust);
        assertThat(verdict.reason()).as(verdict.toString()).isEqualTo(Reason.RECEIPT_ERASED);
        assertThat(verdict.grade()).isEqualTo("mirrored");
    }

    /// What was erased is not lost, by the mirror's copy alone.
    private void requireReconciled(Path copy, TrustList trust) throws IOException {
        Statement found =
                Reconciliation.of(
                        new Reconciliation.Given(
                                List.of(copy), Optional.empty(), trust, "0".repeat(64)),
                        InstantSource.system().instant(),
                        Reconciliation.Progress.SILENT);
        assertThat(found.good()).as(found.text()).isTrue();
        long erased = records(copy).stream().filter(Stored::erased).count();
        assertThat(erased).isGreaterThan(3);
        assertThat(found.sums())
                .containsEntry("erased", erased)
                .containsEntry("leftover", 0L)
                .containsEntry("lost", 0L);
    }

    /// As if the mirror had died before it noted that the office had heard it; the second time also
    /// before it noted what it had said.
    private static void tellAgain(OfficeProcess office, Path copy, String token, Gone person)
            throws IOException {
        for (boolean forgotten : new boolean[] {false, true}) {
            try (Stream<Path> files = Files.list(copy.resolve("erasures"))) {
                for (Path file : files.filter(one -> one.toString().endsWith(".taken")).toList()) {
                    String name = file.getFileName().toString();
                    if (forgotten) {
                        Files.delete(file);
                    } else {
                        Files.move(file, file.resolveSibling(name.replace(".taken", "")));
                    }
                }
            }
            look(office, copy, token);
            assertThat(erasure(office, person.id()).path("mirrors")).hasSize(1);
        }
    }

    /// The demo knows the person still, and enters nobody who was erased.
    private void requireRebuilt(OfficeProcess office, Path copy, Gone person) throws Exception {
        Path target = folder.resolve("new");
        OfficeRebuild.Report report =
                new OfficeRebuild(
                                copy,
                                Optional.of(office.data().resolve("keys")),
                                target,
                                new OfficeRebuild.Progress() {
                                    @Override
                                    public void step(String words) {}

                                    @Override
                                    public void entries(long done, long all) {}
                                })
                        .run();
        assertThat(report.state())
                .isEqualTo(JournalState.read(office.data().resolve("journals")).now());
        assertThat(report.registers().erased()).isPositive();
        try (OfficeProcess rebuilt = OfficeProcess.start(target, 400, List.of())) {
            String officer = rebuilt.demo().officer(SEOUL).token();
            try (OfficeClient client = new OfficeClient(rebuilt.base(), officer)) {
                OfficeClient.Answer answer =
                        client.issue(
                                new OfficeClient.Order(
                                        "after-rebuild",
                                        "kr.resident-abstract",
                                        SEOUL,
                                        person.handle(),
                                        "bank"),
                                Duration.ofSeconds(60));
                assertThat(answer.status()).as(answer.text()).isEqualTo(404);
            }
        }
    }

    @Test
    void cosignsNoZeroBytesThatNoActNames() throws Exception {
        Path copy = folder.resolve("archive");
        try (OfficeProcess office = OfficeProcess.start(folder.resolve("own"), 400, List.of())) {
            String token = MirrorTest.admit(office, copy);
            String paper = issue(office, some(office).getFirst());
            issue(office, some(office).getLast());
            office.killEverything();
            try (JournalDirectory journal =
                    JournalDirectory.open(office.data().resolve("journals/node-1"))) {
                journal.zeroBlobs(new EntryIndex(journal.durableSize().value() - 1));
            }
            office.restart();
            try (MirrorRun run = MirrorTest.open(office, copy, token)) {
                run.look();
                assertThat(run.alarms()).isEmpty();
            }
            assertThat(copy.resolve("erasures/unnamed")).content().contains("node-1 ");
            try (MirrorRun run = MirrorTest.open(office, copy, token)) {
                run.look();
                run.look();
                assertThat(run.alarms()).containsOnlyKeys("node-1");
                assertThat(run.alarms().get("node-1")).startsWith("DAMAGED");
            }
            assertThat(MirrorTest.receipt(office, paper).path("grade").asString())
                    .isEqualTo("sealed");
            assertThat(audit(office.data(), MirrorTest.trust(office)))
                    .anyMatch(finding -> finding.contains("no act of erasure names it"));
        }
    }
}
