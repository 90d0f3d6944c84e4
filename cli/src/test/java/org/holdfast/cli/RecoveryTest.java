// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.drills.DemoOffice;
import org.holdfast.drills.OfficeClient;
import org.holdfast.drills.OfficeProcess;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A receipt opens without its office: ceremony, paper, fire, shares.
class RecoveryTest {
    @TempDir Path folder;

    @Test
    void aReceiptAndEnoughSharesBringBackWhatWasFiled() throws Exception {
        Path data = folder.resolve("data");
        Path shares = folder.resolve("shares");
        Path trust = folder.resolve("trust.json");
        Path receipt = folder.resolve("receipt.json");
        try (OfficeProcess office = OfficeProcess.start(data, 400, List.of())) {
            office.killEverything();
            assertThat(
                            run(
                                    "trust",
                                    "recovery",
                                    "--data",
                                    data.toString(),
                                    "--shares",
                                    "4",
                                    "--threshold",
                                    "2",
                                    "--into",
                                    shares.toString()))
                    .isEqualTo(ExitCode.GOOD);
            assertThat(run("trust", "recovery", "--data", data.toString(), "--into", "x"))
                    .isEqualTo(ExitCode.MISSING);
            office.restart();
            Files.writeString(receipt, receipt(office));
            try (OfficeClient anybody = new OfficeClient(office.base(), "")) {
                Files.writeString(trust, anybody.get("/trust").text());
            }
        }
        String json = Files.readString(receipt);
        assertThat(open(receipt, trust, shares, 1, 3)).isEqualTo(ExitCode.GOOD);
        assertThat(open(receipt, trust, shares, 2)).isEqualTo(ExitCode.FINDING);
        requireEveryByteOfTheSealedKeyIsPromised(json, TrustList.read(Files.readString(trust)));
    }

    /// The disk and the key store go back to a copy from before the paper; nobody else has it.
    @Test
    void aReceiptThatIsPresentedBringsTheLostPaperBack() throws Exception {
        Path data = folder.resolve("data");
        Path older = folder.resolve("older");
        Path receipt = folder.resolve("receipt.json");
        Path paper = folder.resolve("paper.pdf");
        Path token = folder.resolve("token");
        try (OfficeProcess office = OfficeProcess.start(data, 400, List.of())) {
            office.killEverything();
            copy(data, older);
            office.restart();
            Files.writeString(token, office.demo().officer("kr-11110").token() + "\n");
            try (OfficeClient client =
                    new OfficeClient(office.base(), Files.readString(token).strip())) {
                String href = "/api/v1/issuances/" + issue(client, office.demo());
                Files.writeString(receipt, client.get(href + "/receipt").text());
                Files.write(paper, client.get(href + "/document").body());
                assertThat(restore(office, receipt, token, "--paper", paper.toString()))
                        .isEqualTo(ExitCode.GOOD);
                office.killEverything();
                Files.move(data, folder.resolve("lost"));
                Files.move(older, data);
                office.restart();
                assertThat(client.get(href).status()).isEqualTo(404);
                assertThat(restore(office, receipt, token)).isEqualTo(ExitCode.FINDING);
                assertThat(restore(office, receipt, token, "--paper", receipt.toString()))
                        .isEqualTo(ExitCode.FINDING);
                Path forged = folder.resolve("forged.json");
                Files.writeString(
                        forged,
                        Files.readString(receipt).replaceFirst("\"index\":", "\"index\":1"));
                assertThat(restore(office, forged, token, "--paper", paper.toString()))
                        .isEqualTo(ExitCode.FINDING);
                assertThat(client.get(href).status()).isEqualTo(404);
                for (int i = 0; i < 2; i++) {
                    assertThat(restore(office, receipt, token, "--paper", paper.toString()))
                            .isEqualTo(ExitCode.GOOD);
                }
                assertThat(client.get(href).status()).isEqualTo(200);
                assertThat(client.get(href + "/document").body())
                        .isEqualTo(Files.readAllBytes(paper));
                Path again = folder.resolve("again.json");
                Files.writeString(again, client.get(href + "/receipt").text());
                Path trust = folder.resolve("trust.json");
                Files.writeString(trust, client.get("/trust").text());
                for (Path genuine : List.of(receipt, again, paper)) {
                    assertThat(run("verify", genuine.toString(), "--trust", trust.toString()))
                            .isEqualTo(ExitCode.GOOD);
                }
                assertThat(run("journal", "verify", office.base(), "--trust", trust.toString()))
                        .isEqualTo(ExitCode.GOOD);
            }
        }
    }

    private static int restore(OfficeProcess office, Path receipt, Path token, String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "journal",
                                "restore-receipt",
                                receipt.toString(),
                                "--url",
                                office.base(),
                                "--token-file",
                                token.toString()));
        words.addAll(List.of(more));
        return run(words.toArray(String[]::new));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(
                        each,
                        to.resolve(from.relativize(each)),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void requireEveryByteOfTheSealedKeyIsPromised(String json, TrustList trust) {
        ReceiptVerifier verifier = new ReceiptVerifier();
        assertThat(verifier.verify(json, trust).isGenuine()).isTrue();
        ObjectNode without = (ObjectNode) JsonMapper.shared().readTree(json);
        without.remove("recovery");
        assertThat(verifier.verify(without.toString(), trust).isGenuine()).isFalse();
        ObjectNode other = (ObjectNode) JsonMapper.shared().readTree(json);
        String sealed = other.path("recovery").path("sealed").asString("");
        ((ObjectNode) other.path("recovery"))
                .put("sealed", (sealed.startsWith("B") ? "C" : "B") + sealed.substring(1));
        assertThat(verifier.verify(other.toString(), trust).isGenuine()).isFalse();
        ObjectNode elsewhere = (ObjectNode) JsonMapper.shared().readTree(json);
        ((ObjectNode) elsewhere.path("recovery")).put("key", "0011223344556677");
        assertThat(verifier.verify(elsewhere.toString(), trust).isGenuine()).isFalse();
        ObjectNode unpromised = (ObjectNode) JsonMapper.shared().readTree(json);
        unpromised.remove("promise");
        assertThat(verifier.verify(unpromised.toString(), trust).isGenuine()).isFalse();
    }

    private static int open(Path receipt, Path trust, Path shares, int... numbers) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "journal",
                                "open-receipt",
                                receipt.toString(),
                                "--trust",
                                trust.toString()));
        for (int number : numbers) {
            words.add("--share");
            words.add(shares.resolve("share-" + number + ".txt").toString());
        }
        return run(words.toArray(String[]::new));
    }

    private static int run(String... words) {
        return Main.line().execute(words);
    }

    private static String receipt(OfficeProcess office) throws Exception {
        DemoOffice demo = office.demo();
        String officer = demo.officer("kr-11110").token();
        try (OfficeClient client = new OfficeClient(office.base(), officer)) {
            String id = issue(client, demo);
            return client.get("/api/v1/issuances/" + id + "/receipt").text();
        }
    }

    private static String issue(OfficeClient client, DemoOffice demo) throws IOException {
        JsonNode issued =
                client.issue(
                                new OfficeClient.Order(
                                        "recovered-paper",
                                        "kr.resident-abstract",
                                        "kr-11110",
                                        demo.unrestricted("kr-11110").getFirst().handle(),
                                        "bank"),
                                Duration.ofSeconds(60))
                        .json();
        return issued.path("id").asString("");
    }
}
