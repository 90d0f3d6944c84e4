// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.app.Office;
import org.holdfast.app.OfficeSettings;
import org.holdfast.drills.Command;
import org.holdfast.drills.DemoOffice;
import org.holdfast.drills.OfficeClient;
import org.holdfast.drills.OfficeProcess;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.NewEntry;
import org.holdfast.mirror.MirrorKeys;
import org.holdfast.mirror.MirrorRun;
import org.holdfast.mirror.MirrorServer;
import org.holdfast.mirror.MirrorSettings;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A real office and a mirror of it: the grade rises, a restart is followed.
class MirrorTest {
    @TempDir Path folder;

    @Test
    void raisesTheGradeAndFollowsAKilledOfficeIntoItsNextOrigin() throws Exception {
        try (OfficeProcess office = OfficeProcess.start(folder.resolve("data"), 400, List.of())) {
            Path copy = folder.resolve("court");
            String token = admit(office, copy);
            String paper = issue(office, "mirror-first");
            assertThat(receipt(office, paper).path("grade").asString()).isEqualTo("sealed");

            try (MirrorRun run = open(office, copy, token)) {
                assertThat(run.look()).isGreaterThan(400);
                assertThat(run.alarms()).isEmpty();
            }
            JsonNode mirrored = receipt(office, paper);
            var verdict = new ReceiptVerifier().verify(mirrored.toString(), trust(office));
            assertThat(verdict.isGenuine()).as(verdict.toString()).isTrue();
            assertThat(verdict.grade()).isEqualTo("mirrored");
            assertThat(mirrored.path("grade").asString()).isEqualTo("mirrored");
            assertThat(mirrored.path("places").toString()).contains("court");
            assertThat(mirrored.path("proof").asString()).contains("— court/mirror ");

            String third = issue(office, "mirror-third");
            try (MirrorRun run = open(office, copy, token)) {
                run.look();
            }
            assertThat(receipt(office, third).path("grade").asString()).isEqualTo("mirrored");
            try (MirrorRun run = open(office, copy, token)) {
                run.look();
                assertThat(run.alarms()).isEmpty();
            }

            office.killEverything();
            office.restart();
            String second = issue(office, "mirror-second");
            try (MirrorRun run = open(office, copy, token)) {
                run.look();
                assertThat(run.alarms()).isEmpty();
            }
            assertThat(receipt(office, second).path("grade").asString()).isEqualTo("mirrored");
            assertThat(receipt(office, paper).path("grade").asString()).isEqualTo("mirrored");
        }
    }

    @Test
    @SuppressWarnings("try") // a mirror is ended before the next one begins
    void raisesAnAlarmWhenAnOldSnapshotOfTheOfficeIsStartedAgain() throws Exception {
        Path data = folder.resolve("snapshot-data");
        Path snapshot = folder.resolve("snapshot");
        Path copy = folder.resolve("archive");
        String token;
        try (OfficeProcess office = OfficeProcess.start(data, 400, List.of())) {
            token = admit(office, copy);
            issue(office, "before-snapshot");
        }
        copyTree(data, snapshot);
        try (OfficeProcess office = OfficeProcess.start(data, 400, List.of())) {
            try (MirrorRun running = open(office, copy, token)) {
                String paper = issue(office, "after-snapshot");
                running.look();
                assertThat(running.alarms()).isEmpty();
                assertThat(receipt(office, paper).path("grade").asString()).isEqualTo("mirrored");
                office.killEverything();
                Files.move(data, folder.resolve("aside"));
                Files.move(snapshot, data);
                office.restart();
                running.look();
                requireAlarms(running, copy);
            }
            try (MirrorRun started = open(office, copy, token)) {
                started.look();
                requireAlarms(started, copy);
            }
        }
    }

    @Test
    void anOldSnapshotDoesNotSignWhenAMirrorKnowsMoreAndIsRecovered() throws Exception {
        Path data = folder.resolve("kept-data");
        Path snapshot = folder.resolve("kept-snapshot");
        Path copy = folder.resolve("kept-copy");
        String paper;
        try (OfficeProcess office = OfficeProcess.start(data, 400, List.of())) {
            String token = admit(office, copy);
            try (MirrorRun run = open(office, copy, token);
                    MirrorServer server = MirrorServer.start(run, "127.0.0.1", 0)) {
                admit(office, copy, Optional.of("http://127.0.0.1:" + server.port()));
                office.killEverything();
                copyTree(data, snapshot);
                office.restart();
                paper = issue(office, "after-the-copy");
                run.look();
                assertThat(run.alarms()).isEmpty();
                office.killEverything();
                Files.move(data, folder.resolve("kept-aside"));
                Files.move(snapshot, data);
                assertThatThrownBy(office::restart).hasMessageContaining("ended while starting");
                assertThat(data.resolve("console.log"))
                        .content()
                        .contains("was put back to an older state", "mirror court holds")
                        .contains("journal recover --data " + data.toAbsolutePath());
                assertThat(data.resolve("journals/node-2")).doesNotExist();
                assertThat(run.alarms()).isEmpty();
            }
            Path forged = folder.resolve("kept-forged");
            copyTree(copy, forged);
            try (JournalDirectory tail =
                    JournalDirectory.open(forged.resolve("journals/central-2"))) {
                tail.append(List.of(new NewEntry(new byte[] {1, 2, 3}, List.of())));
            }
            recover(data, forged);
            try (JournalDirectory central =
                    JournalDirectory.openForReading(data.resolve("journals/central-2"))) {
                assertThat(central.durableSize()).isEqualTo(central.signedSize());
            }
            Files.move(data, folder.resolve("kept-data.recovered"));
            assertThatThrownBy(() -> Office.start(OfficeSettings.quiet(data, 0, true, 400)))
                    .hasMessageContaining("stopped just before its end");
            assertThat(data).doesNotExist();
            recover(data, forged); // as if it had died between its renames
            office.restart();
            JsonNode receipt = receipt(office, paper);
            assertThat(new ReceiptVerifier().verify(receipt.toString(), trust(office)).isGenuine())
                    .isTrue();
            try (MirrorRun run = open(office, copy, admit(office, copy))) {
                run.look();
                assertThat(run.alarms()).isEmpty();
            }
            assertThat(receipt(office, paper).path("grade").asString()).isEqualTo("mirrored");
            Path trust = folder.resolve("kept-trust.json");
            try (OfficeClient anybody = new OfficeClient(office.base(), "")) {
                Files.writeString(trust, anybody.get("/trust").text());
            }
            String[] verify = {"journal", "verify", office.base(), "--trust", trust.toString()};
            assertThat(Main.line().execute(verify)).isEqualTo(ExitCode.GOOD);
        }
    }

    @Test
    void aMoveIsAnsweredWhenItIsMirroredAndLaterSaysSoWhenNoMirrorIsThere() throws Exception {
        try (OfficeProcess office = OfficeProcess.start(folder.resolve("move"), 400, List.of())) {
            assertThat(grades(move(office, "move-alone", 1))).containsOnly("sealed");
            Path copy = folder.resolve("move-copy");
            String token = admit(office, copy);
            JsonNode silent = move(office, "move-silent", 2);
            assertThat(grades(silent)).containsOnly("sealed");
            try (MirrorRun run = open(office, copy, token)) {
                Thread mirror =
                        Thread.ofPlatform()
                                .start(() -> {
                                    try {
                                        run.run();
                                    } catch (InterruptedException told) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
                run.look();
                JsonNode moved = move(office, "move-mirrored", 3);
                assertThat(grades(moved)).containsOnly("mirrored");
                assertThat(grades(move(office, "move-silent", 2))).containsOnly("mirrored");
                mirror.interrupt();
                mirror.join();
            }
        }
    }

    private static void recover(Path data, Path from) {
        assertThat(
                        Main.line()
                                .execute(
                                        "journal",
                                        "recover",
                                        "--data",
                                        data.toString(),
                                        "--from",
                                        from.toString()))
                .isEqualTo(ExitCode.GOOD);
    }

    private static List<String> grades(JsonNode moved) {
        return moved.path("receipts")
                .valueStream()
                .map(receipt -> receipt.path("grade").asString(""))
                .toList();
    }

    private static JsonNode move(OfficeProcess office, String operation, int which)
            throws IOException {
        DemoOffice demo = office.demo();
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("office", "kr-11110");
        body.put("subject", demo.unrestricted("kr-11110").get(which * 20).handle());
        body.put("address", "서울특별시 종로구 사직로 %d".formatted(700 + which));
        body.put("movedOn", LocalDate.now(ZoneId.of("Asia/Seoul")).toString());
        body.putObject("options");
        String officer = demo.officer("kr-11110").token();
        try (OfficeClient client = new OfficeClient(office.base(), officer)) {
            OfficeClient.Answer answer =
                    client.send(
                            new Command(operation, "kr-11110", "/api/v1/moves", body),
                            Duration.ofSeconds(60));
            assertThat(answer.status()).as(answer.text()).isIn(200, 201);
            return answer.json();
        }
    }

    private static void requireAlarms(MirrorRun run, Path copy) {
        assertThat(run.alarms()).containsOnlyKeys("central-2", "node-2");
        assertThat(run.alarms().values()).allMatch(alarm -> alarm.startsWith("SPLIT_VIEW"));
        assertThat(copy.resolve("alarms")).content().contains("node-2").contains("central-2");
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    static MirrorRun open(OfficeProcess office, Path copy, String token) throws IOException {
        MirrorSettings settings =
                new MirrorSettings(
                        URI.create(office.base()), copy, "court", token, Duration.ofMillis(50));
        return MirrorRun.open(settings, InstantSource.system(), Screen::err);
    }

    static String admit(OfficeProcess office, Path copy) throws IOException {
        return admit(office, copy, Optional.empty());
    }

    private static String admit(OfficeProcess office, Path copy, Optional<String> address)
            throws IOException {
        MirrorKeys keys = MirrorKeys.of(copy, "court");
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("name", "court");
        body.put("mirror", keys.mirror().vkey());
        body.put("witness", keys.witness().vkey());
        address.ifPresent(served -> body.put("address", served));
        String operator = office.demo().person("operator", "").token();
        try (OfficeClient client = new OfficeClient(office.base(), operator)) {
            OfficeClient.Answer answer =
                    client.send(
                            new Command(
                                    "admit-court" + address.hashCode(),
                                    "",
                                    "/api/v1/mirrors",
                                    body),
                            Duration.ofSeconds(30));
            assertThat(answer.status()).isEqualTo(201);
            return answer.json().path("token").asString();
        }
    }

    static String issue(OfficeProcess office, String operation) throws IOException {
        DemoOffice demo = office.demo();
        String officer = demo.officer("kr-11110").token();
        try (OfficeClient client = new OfficeClient(office.base(), officer)) {
            OfficeClient.Answer answer =
                    client.issue(
                            new OfficeClient.Order(
                                    operation,
                                    "kr.resident-abstract",
                                    "kr-11110",
                                    demo.unrestricted("kr-11110").getFirst().handle(),
                                    "bank"),
                            Duration.ofSeconds(60));
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            return answer.json().path("id").asString();
        }
    }

    static TrustList trust(OfficeProcess office) throws IOException {
        try (OfficeClient anybody = new OfficeClient(office.base(), "")) {
            return TrustList.read(anybody.get("/trust").text());
        }
    }

    static JsonNode receipt(OfficeProcess office, String paper) throws IOException {
        String officer = office.demo().officer("kr-11110").token();
        try (OfficeClient client = new OfficeClient(office.base(), officer)) {
            return client.get("/api/v1/issuances/" + paper + "/receipt").json();
        }
    }
}
