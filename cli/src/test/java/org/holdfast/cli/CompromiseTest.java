// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.drills.OfficeClient;
import org.holdfast.drills.OfficeProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The root of a real office says that a seal is in other hands.
class CompromiseTest {
    @TempDir Path folder;

    @Test
    void thePapersOfACompromisedSealAreNoLongerBelievedAndTheNextOnesAre() throws Exception {
        Path data = folder.resolve("data");
        Path old = folder.resolve("old.pdf");
        Path evidence = folder.resolve("evidence.json");
        Path fresh = folder.resolve("fresh.pdf");
        Path before = folder.resolve("before.json");
        try (OfficeProcess office = OfficeProcess.start(data, 400, List.of())) {
            String id = issue(office, "before-the-theft", old);
            try (OfficeClient client = officer(office)) {
                OfficeClient.Answer given = client.get("/api/v1/issuances/" + id + "/evidence");
                assertThat(given.status()).isEqualTo(200);
                Files.writeString(evidence, given.text());
                assertThat(
                                client.get(
                                                "/api/v1/issuances/"
                                                        + id
                                                        + "/evidence?before=2026-01-01T00:00:00Z")
                                        .json()
                                        .path("code")
                                        .asString(""))
                        .isEqualTo("no-proof-before");
                assertThat(client.get("/api/v1/issuances/" + id + "/evidence?before=now").status())
                        .isEqualTo(422);
            }
            Files.copy(data.resolve("trust.json"), before);
            String since = Instant.now().minus(Duration.ofHours(1)).toString();
            assertThat(compromise(data, since, "kr-11110")).isEqualTo(ExitCode.MISSING);
            office.killEverything();
            assertThat(compromise(data, since, "kr-99999")).isEqualTo(ExitCode.MISSING);
            assertThat(compromise(data, "yesterday", "kr-11110")).isEqualTo(ExitCode.MISSING);
            String later = Instant.now().plus(Duration.ofHours(1)).toString();
            assertThat(compromise(data, later, "kr-11110")).isEqualTo(ExitCode.MISSING);
            assertThat(Files.readString(data.resolve("trust.json")))
                    .isEqualTo(Files.readString(before));
            assertThat(compromise(data, since, "kr-11110", "promises")).isEqualTo(ExitCode.GOOD);
            Path trust = data.resolve("trust.json");
            assertThat(verify(old, before)).isEqualTo(ExitCode.GOOD);
            assertThat(verify(old, trust)).isEqualTo(ExitCode.FINDING);
            assertThat(verify(old, trust, "--evidence", evidence.toString()))
                    .isEqualTo(ExitCode.FINDING);
            office.restart();
            issue(office, "after-the-theft", fresh);
            assertThat(verify(fresh, trust)).isEqualTo(ExitCode.GOOD);
            assertThat(verify(old, trust)).isEqualTo(ExitCode.FINDING);
            try (OfficeClient anybody = new OfficeClient(office.base(), "")) {
                assertThat(anybody.get("/trust").json().path("compromised").size()).isEqualTo(2);
            }
        }
    }

    private static int compromise(Path data, String since, String... keys) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "trust",
                                "compromise",
                                "--data",
                                data.toString(),
                                "--since",
                                since));
        for (String key : keys) {
            words.addAll(List.of("--key", key));
        }
        return run(words);
    }

    private static int verify(Path paper, Path trust, String... more) {
        List<String> words =
                new ArrayList<>(List.of("verify", paper.toString(), "--trust", trust.toString()));
        words.addAll(List.of(more));
        return run(words);
    }

    private static int run(List<String> words) {
        return Main.line().execute(words.toArray(String[]::new));
    }

    private static OfficeClient officer(OfficeProcess office) {
        return new OfficeClient(office.base(), office.demo().officer("kr-11110").token());
    }

    private static String issue(OfficeProcess office, String operation, Path to)
            throws IOException {
        try (OfficeClient client = officer(office)) {
            String id =
                    client.issue(
                                    new OfficeClient.Order(
                                            operation,
                                            "kr.resident-abstract",
                                            "kr-11110",
                                            office.demo()
                                                    .unrestricted("kr-11110")
                                                    .getFirst()
                                                    .handle(),
                                            "bank"),
                                    Duration.ofSeconds(60))
                            .json()
                            .path("id")
                            .asString("");
            Files.write(to, client.get("/api/v1/issuances/" + id + "/document").body());
            return id;
        }
    }
}
