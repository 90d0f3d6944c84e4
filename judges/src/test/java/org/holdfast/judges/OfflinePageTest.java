// SPDX-License-Identifier: Apache-2.0
package org.holdfast.judges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The single-file page from `file://` in Debian's Chromium, without any network of its own: a
/// third implementation of the checks, in another language, over the samples.
final class OfflinePageTest {
    private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @Test
    void judgesTheSamplesInFlightMode(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(CHROMIUM), "chromium is not installed");
        Path page = folder.resolve("verify.html");
        Files.writeString(page, withSamples());
        String said = open(page, folder);
        assertThat(said)
                .contains("genuine-kr.resident-transcript.pdf: genuine valid 김서연")
                .contains("genuine-kr.resident-abstract.pdf: genuine valid 이도윤")
                .contains("genuine-jp.residence-certificate.pdf: genuine valid 佐藤 美咲")
                .contains("altered-byte.pdf: altered signature-wrong")
                .contains("altered-shadowed-page.pdf: altered changed-after-signing")
                .contains("foreign-root.pdf: unknown-issuer issuer-not-trusted")
                .contains("seal: genuine valid 김서연")
                .contains("changed seal: altered seal-wrong")
                .contains("stolen seal: compromised key-compromised")
                .contains("paper of a stolen seal: compromised key-compromised");
    }

    private static String withSamples() throws IOException {
        Path samples = HOME.resolve("samples");
        String trust = Files.readString(samples.resolve("trust.json"));
        StringBuilder script = new StringBuilder("<script>(async () => {\nconst files = {");
        try (Stream<Path> files = Files.list(samples)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".pdf")).sorted().toList()) {
                String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
                script.append("\"").append(file.getFileName()).append("\":\"");
                script.append(base64).append("\",\n");
            }
        }
        String seal = Files.readString(samples.resolve("genuine-seal.txt")).stripTrailing();
        script.append("};\nconst seal = \"").append(seal).append("\";");
        script.append("\nconst stolen = ").append(stolen(trust)).append(";\n");
        script.append(
                """
                const trusted = await readTrust(TRUST);
                const lines = [];
                const say = (name, r) => lines.push(
                    [name + ":", r.verdict, r.reason, r.claims ? r.claims.name : ""].join(" "));
                for (const [name, text] of Object.entries(files)) {
                  say(name, await verifyPdf(fromBase64(text).buffer, trusted));
                }
                say("seal", await verifySeal(seal, trusted));
                say("changed seal", await verifySeal(seal.slice(0, -3) + "000", trusted));
                const denied = await readTrust({ ...TRUST, compromised: stolen });
                say("stolen seal", await verifySeal(seal, denied));
                const paper = files["genuine-kr.resident-transcript.pdf"];
                say("paper of a stolen seal", await verifyPdf(fromBase64(paper).buffer, denied));
                const out = document.createElement("pre");
                out.textContent = lines.join("\\n");
                document.body.append(out);
                })();</script></body>\
                """);
        return Files.readString(HOME.resolve("packs/portal/verify-offline.html"))
                .replace("/*HOLDFAST-TRUST*/null", trust.replace("<", "\\u003c"))
                .replace("</body>", script);
    }

    /// Statements about every key that the trust file has a certificate of, as JSON.
    private static String stolen(String trust) {
        return Pattern.compile("\"certificate\"\\s*:\\s*\"([^\"]+)\"")
                .matcher(trust)
                .results()
                .map(found -> keyName(found.group(1)))
                .map(key -> "{\"key\":\"" + key + "\",\"since\":\"2026-01-01T00:00:00Z\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String keyName(String certificate) {
        try {
            byte[] key =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(
                                            Base64.getDecoder().decode(certificate)))
                            .getPublicKey()
                            .getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String open(Path page, Path folder) throws IOException, InterruptedException {
        Path said = folder.resolve("dom.html");
        Process chromium =
                new ProcessBuilder(
                                List.of(
                                        CHROMIUM.toString(),
                                        "--headless",
                                        "--no-sandbox",
                                        "--disable-gpu",
                                        "--disable-background-networking",
                                        "--host-resolver-rules=MAP * ~NOTFOUND",
                                        "--user-data-dir=" + folder.resolve("profile"),
                                        "--virtual-time-budget=20000",
                                        "--dump-dom",
                                        page.toUri().toString()))
                        .redirectOutput(said.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            assertThat(chromium.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            chromium.descendants().forEach(ProcessHandle::destroyForcibly);
            chromium.destroyForcibly();
        }
        return Files.readString(said, StandardCharsets.UTF_8);
    }
}
