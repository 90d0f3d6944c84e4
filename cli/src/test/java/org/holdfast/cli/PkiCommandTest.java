// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.drills.OfficeClient;
import org.holdfast.drills.OfficeProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An operator's commands to a real office.
final class PkiCommandTest {
    @TempDir Path folder;
    private OfficeProcess office;

    private int pki(String... words) {
        List<String> line = new ArrayList<>(List.of("pki"));
        line.addAll(List.of(words));
        line.addAll(
                List.of(
                        "--at",
                        office.base(),
                        "--demo-json",
                        office.data().resolve("demo.json").toString()));
        return Main.line().execute(line.toArray(String[]::new));
    }

    private boolean isGood() throws Exception {
        try (OfficeClient operator =
                new OfficeClient(office.base(), office.demo().person("operator", "").token())) {
            return operator.get("/api/v1/certificates")
                    .json()
                    .path("certificates")
                    .valueStream()
                    .filter(one -> one.path("holder").asString("").equals("machine.a"))
                    .allMatch(one -> one.path("good").booleanValue());
        }
    }

    @Test
    void makesAuthoritiesIssuesAndRevokes() throws Exception {
        Path key = folder.resolve("machine.key");
        Path certificate = folder.resolve("machine.pem");
        String[] issue = {
            "issue", "--use", "site", "--holder", "machine.a", "--to", certificate.toString()
        };
        try (OfficeProcess running = OfficeProcess.start(folder.resolve("data"), 400, List.of())) {
            office = running;
            assertThat(pki("status")).isEqualTo(ExitCode.FINDING);
            assertThat(pki("init")).isEqualTo(ExitCode.GOOD);
            assertThat(pki("init")).isEqualTo(ExitCode.GOOD);
            assertThat(pki("status")).isEqualTo(ExitCode.GOOD);
            assertThat(pki(issue)).as("neither key nor request").isEqualTo(ExitCode.MISSING);

            assertThat(pki(with(issue, "--key", key.toString()))).isEqualTo(ExitCode.GOOD);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
            assertThat(pki(with(issue, "--key", key.toString())))
                    .as("a key is never overwritten")
                    .isEqualTo(ExitCode.MISSING);
            X509Certificate made =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(
                                                    Files.readAllBytes(certificate)));
            assertThat(made.getSubjectX500Principal().getName()).contains("CN=machine.a");
            assertThat(isGood()).isTrue();
            assertThat(pki("status", "--all")).isEqualTo(ExitCode.GOOD);

            String name = name();
            assertThat(pki("revoke", name, "--reason", "on-hold")).isEqualTo(ExitCode.MISSING);
            assertThat(pki("revoke", name, "--reason", "superseded")).isEqualTo(ExitCode.GOOD);
            assertThat(isGood()).isFalse();
            assertThat(pki("status")).isEqualTo(ExitCode.GOOD);
            assertThat(pki("revoke", "nothing", "--reason", "superseded"))
                    .isEqualTo(ExitCode.MISSING);
            officialsLogIn();
            accountsAreMadeAndClosed();
        }
    }

    private int accounts(String... words) {
        List<String> line = new ArrayList<>(List.of("accounts"));
        line.addAll(List.of(words));
        line.addAll(
                List.of(
                        "--at",
                        office.base(),
                        "--demo-json",
                        office.data().resolve("demo.json").toString()));
        return Main.line().execute(line.toArray(String[]::new));
    }

    private void accountsAreMadeAndClosed() throws Exception {
        String[] add = {"add", "--role", "officer", "--office", "kr-11110", "--name", "김명령"};
        assertThat(accounts(with(add, "--operation", "account-by-command")))
                .isEqualTo(ExitCode.GOOD);
        assertThat(accounts("add", "--role", "officer", "--name", "x")).isEqualTo(ExitCode.MISSING);
        assertThat(accounts("list")).isEqualTo(ExitCode.GOOD);
        String id = account("김명령");
        assertThat(accounts("login", id)).isEqualTo(ExitCode.GOOD);
        assertThat(accounts("close", id, "--reason", "퇴직")).isEqualTo(ExitCode.GOOD);
        assertThat(accounts("close", id, "--reason", "퇴직")).isEqualTo(ExitCode.MISSING);
        assertThat(accounts("close", "../mirrors", "--reason", "x")).isEqualTo(ExitCode.MISSING);
        assertThat(accounts("agree", id, "--request", "x")).isEqualTo(ExitCode.MISSING);
    }

    private String account(String name) throws Exception {
        try (OfficeClient operator =
                new OfficeClient(office.base(), office.demo().person("operator", "").token())) {
            return operator.get("/api/v1/accounts")
                    .json()
                    .path("accounts")
                    .valueStream()
                    .filter(one -> one.path("name").asString("").equals(name))
                    .findFirst()
                    .orElseThrow()
                    .path("id")
                    .asString("");
        }
    }

    private int login(String... words) {
        List<String> line = new ArrayList<>(List.of("login"));
        line.addAll(List.of(words));
        return Main.line().execute(line.toArray(String[]::new));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void certify(String account, String name) {
        assertThat(
                        pki(
                                "issue",
                                "--use",
                                "official",
                                "--holder",
                                account,
                                "--key",
                                file(name + ".key"),
                                "--to",
                                file(name + ".pem")))
                .isEqualTo(ExitCode.GOOD);
    }

    /// One alone, and two together.
    private void officialsLogIn() throws Exception {
        certify(office.demo().person("officer", "kr-11110").account(), "one");
        certify(office.demo().person("operator", "").account(), "two");
        String[] one = {
            "--at",
            office.base(),
            "--certificate",
            file("one.pem"),
            "--key",
            file("one.key"),
            "--to",
            file("token")
        };
        assertThat(login(one)).isEqualTo(ExitCode.GOOD);
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("token"))))
                .isEqualTo("rw-------");
        requireOfficer();
        assertThat(login("--at", office.base(), "--key", file("one.key")))
                .isEqualTo(ExitCode.MISSING);
        assertThat(login(with(one, "--second", file("nothing")))).isEqualTo(ExitCode.MISSING);

        assertThat(
                        login(
                                "ask",
                                "--at",
                                office.base(),
                                "--certificate",
                                file("one.pem"),
                                "--reason",
                                "a test of two",
                                "--to",
                                file("asked")))
                .isEqualTo(ExitCode.GOOD);
        assertThat(
                        login(
                                "sign",
                                "--asked",
                                file("asked"),
                                "--certificate",
                                file("two.pem"),
                                "--key",
                                file("two.key"),
                                "--to",
                                file("signed")))
                .isEqualTo(ExitCode.GOOD);
        String[] together = with(one, "--asked", file("asked"), "--second", file("signed"));
        assertThat(login(together)).isEqualTo(ExitCode.GOOD);
        requireOfficer();
        assertThat(login(together)).as("once").isEqualTo(ExitCode.MISSING);
        assertThat(login(with(one, "--domain", "other.example"))).isEqualTo(ExitCode.MISSING);
    }

    private void requireOfficer() throws Exception {
        try (OfficeClient officer =
                new OfficeClient(
                        office.base(), Files.readString(folder.resolve("token")).strip())) {
            assertThat(officer.get("/api/v1/filings").status()).isEqualTo(200);
            assertThat(officer.get("/api/v1/certificates").status()).isEqualTo(403);
        }
    }

    private static String[] with(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private String name() throws Exception {
        try (OfficeClient operator =
                new OfficeClient(office.base(), office.demo().person("operator", "").token())) {
            return operator.get("/api/v1/certificates")
                    .json()
                    .path("certificates")
                    .valueStream()
                    .filter(one -> one.path("holder").asString("").equals("machine.a"))
                    .findFirst()
                    .orElseThrow()
                    .path("name")
                    .asString("");
        }
    }
}
