// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.drills.Command;
import org.holdfast.drills.OfficeClient;
import org.holdfast.drills.OfficeProcess;
import org.holdfast.mirror.MirrorKeys;
import org.holdfast.mirror.MirrorRun;
import org.holdfast.mirror.MirrorSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A real office burns; two mirrors and some receipts are left. What the statement says is left for
/// Go's package `note` to judge; see the module `judges`.
class ReconcileTest {
    private static final Path JUDGED =
            Path.of(System.getProperty("holdfast.home", ".."), "cli/target/judged");

    @TempDir Path folder;
    private final List<String> papers = new ArrayList<>();

    @Test
    void saysWhatIsLeftOfAnOfficeThatBurnt() throws Exception {
        Path data = folder.resolve("data");
        Path receipts = Files.createDirectories(folder.resolve("receipts"));
        try (OfficeProcess office = OfficeProcess.start(data, 400, List.of())) {
            String court = admit(office, "court");
            String library = admit(office, "library");
            for (int i = 0; i < 3; i++) {
                papers.add(MirrorTest.issue(office, "reconcile-" + i));
            }
            look(office, "court", court);
            look(office, "library", library);
            for (int i = 0; i < 3; i++) {
                saveReceipt(office, papers.get(i), receipts.resolve("paper-" + i + ".json"));
            }
            try (OfficeClient anybody = new OfficeClient(office.base(), "")) {
                Files.writeString(folder.resolve("trust.json"), anybody.get("/trust").text());
            }
            String late = MirrorTest.issue(office, "reconcile-late");
            saveReceipt(office, late, receipts.resolve("late.json"));
        }
        Files.move(receipts.resolve("late.json"), folder.resolve("late.json"));

        assertThat(make("all")).isEqualTo(ExitCode.GOOD);
        String all = Files.readString(folder.resolve("all"));
        assertThat(all)
                .contains("\nsum lost 0\n", "\nsum thin 0\n", "\nsum receipts-safe 3\n")
                .contains("\nverdict good\n", "\nunknown holdfast.invalid/");
        assertThat(check("all")).isEqualTo(ExitCode.GOOD);
        leaveForOthersToJudge();

        // A citizen comes with a receipt of what only the office had.
        Files.move(folder.resolve("late.json"), receipts.resolve("late.json"));
        assertThat(make("late")).isEqualTo(ExitCode.FINDING);
        assertThat(folder.resolve("late"))
                .content()
                .containsPattern("\nreceipt (lost|restorable) late\\.json ")
                .containsPattern("\nentries restorable holdfast\\.invalid/[0-9a-f]+/node/1 ");
        assertThat(check("all")).as("the evidence is another").isEqualTo(ExitCode.FINDING);
        Files.delete(receipts.resolve("late.json"));
        assertThat(check("all")).isEqualTo(ExitCode.GOOD);

        alter(all, "sum lost 0", "sum lost 1");
        assertThat(check("altered")).isEqualTo(ExitCode.FINDING);

        Files.delete(folder.resolve("court/journals/node-1/blobs/0"));
        Files.delete(folder.resolve("library/journals/node-1/blobs/0"));
        assertThat(make("burnt")).isEqualTo(ExitCode.FINDING);
        assertThat(folder.resolve("burnt"))
                .content()
                .containsPattern("\nentries content-lost holdfast\\.invalid/[0-9a-f]+/node/1 0-")
                .contains("\nsum receipts-restorable 3\n", "\nverdict finding\n");
        assertThat(check("burnt")).isEqualTo(ExitCode.GOOD);
    }

    @Test
    void saysWhatIsMissingOrMisused() throws IOException {
        String trust =
                Path.of(System.getProperty("holdfast.home"), "samples/trust.json").toString();
        String empty = Files.createDirectories(folder.resolve("empty")).toString();
        assertThat(run("--mirror", empty, "--trust", trust)).isEqualTo(ExitCode.MISSING);
        assertThat(run("--mirror", empty + "/no", "--trust", trust)).isEqualTo(ExitCode.MISSING);
        assertThat(run("--mirror", empty, "--trust", empty)).isEqualTo(ExitCode.MISSING);
        int misused = run("--trust", trust);
        assertThat(misused).isNotIn(ExitCode.GOOD, ExitCode.FINDING, ExitCode.MISSING);
        String out = folder.resolve("out").toString();
        assertThat(run("--mirror", empty, "--trust", trust, "--out", out)).isEqualTo(misused);
        assertThat(run("--mirror", empty, "--trust", trust, "--vkey", "a")).isEqualTo(misused);
    }

    @Test
    void keepsItsKeyForItsOwnerOnly() throws IOException {
        Path file = folder.resolve("statement.key");
        String vkey = StatementKey.of(file, "court-of-audit").vkey();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(StatementKey.of(file, "another").vkey()).isEqualTo(vkey);
        String line = Files.readString(file);
        Files.writeString(file, line.replace("court-of-audit", "court-of-laud"));
        assertThat(catchIo(file)).isTrue();
        Files.writeString(file, "no key");
        assertThat(catchIo(file)).isTrue();
    }

    private static boolean catchIo(Path file) {
        try {
            StatementKey.of(file, "x");
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private void leaveForOthersToJudge() throws IOException {
        Files.createDirectories(JUDGED);
        Path key = folder.resolve("statement.key");
        for (String name : List.of("all", "statement.key")) {
            Files.copy(
                    folder.resolve(name),
                    JUDGED.resolve(name.equals("all") ? "statement" : name),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(JUDGED.resolve("statement.vkey"), StatementKey.of(key, "").vkey() + "\n");
    }

    private void alter(String whole, String from, String to) throws IOException {
        assertThat(whole).contains(from);
        Files.writeString(folder.resolve("altered"), whole.replace(from, to));
    }

    private int make(String name) {
        return reconcile(
                "--key",
                folder.resolve("statement.key").toString(),
                "--out",
                folder.resolve(name).toString());
    }

    private int check(String name) throws IOException {
        return reconcile(
                "--check",
                folder.resolve(name).toString(),
                "--vkey",
                StatementKey.of(folder.resolve("statement.key"), "").vkey());
    }

    private int reconcile(String... more) {
        List<String> words = new ArrayList<>();
        for (String mirror : List.of("court", "library")) {
            words.addAll(List.of("--mirror", folder.resolve(mirror).toString()));
        }
        words.addAll(List.of("--receipts", folder.resolve("receipts").toString()));
        words.addAll(List.of("--trust", folder.resolve("trust.json").toString()));
        words.addAll(List.of(more));
        return run(words.toArray(String[]::new));
    }

    private static int run(String... arguments) {
        return Main.line()
                .execute(
                        Stream.concat(Stream.of("journal", "reconcile"), Stream.of(arguments))
                                .toArray(String[]::new));
    }

    private void look(OfficeProcess office, String name, String token) throws IOException {
        MirrorSettings settings =
                new MirrorSettings(
                        URI.create(office.base()),
                        folder.resolve(name),
                        name,
                        token,
                        Duration.ofMillis(50));
        try (MirrorRun run = MirrorRun.open(settings, InstantSource.system(), Screen::err)) {
            run.look();
            assertThat(run.alarms()).isEmpty();
        }
    }

    private String admit(OfficeProcess office, String name) throws IOException {
        MirrorKeys keys = MirrorKeys.of(folder.resolve(name), name);
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("name", name);
        body.put("mirror", keys.mirror().vkey());
        body.put("witness", keys.witness().vkey());
        String operator = office.demo().person("operator", "").token();
        try (OfficeClient client = new OfficeClient(office.base(), operator)) {
            OfficeClient.Answer answer =
                    client.send(
                            new Command("admit-" + name, "", "/api/v1/mirrors", body),
                            Duration.ofSeconds(30));
            assertThat(answer.status()).isEqualTo(201);
            return answer.json().path("token").asString();
        }
    }

    /// Saves a receipt once it has a proof.
    private static void saveReceipt(OfficeProcess office, String paper, Path file)
            throws IOException, InterruptedException {
        String officer = office.demo().officer("kr-11110").token();
        try (OfficeClient client = new OfficeClient(office.base(), officer)) {
            for (int i = 0; i < 100; i++) {
                JsonNode receipt = client.get("/api/v1/issuances/" + paper + "/receipt").json();
                if (receipt.has("proof")) {
                    Files.writeString(file, receipt.toString());
                    return;
                }
                Thread.sleep(100);
            }
        }
        throw new IOException("never sealed");
    }
}
