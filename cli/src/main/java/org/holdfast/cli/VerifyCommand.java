// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.verifier.PaperEvidence;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.ReceiptVerdict;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.SealVerifier;
import org.holdfast.verifier.TrustList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `verify`: is this paper, receipt or seal genuine? Needs no network and no office.
@Command(
        name = "verify",
        description = "Verify a paper (PDF), a receipt (JSON) or a QR text, offline.",
        footer = "Exit code 0 only for genuine.")
final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The paper, the receipt, or the QR's text.")
    private Path file = Path.of("");

    @Option(
            names = "--trust",
            description = "Trust file. Default: data/trust.json, else samples/trust.json.")
    private Optional<Path> trust = Optional.empty();

    @Option(
            names = "--evidence",
            description =
                    "Evidence of the paper (GET /api/v1/issuances/ID/evidence), where its key was"
                            + " compromised since.")
    private Optional<Path> evidence = Optional.empty();

    @Option(names = "--lang", defaultValue = "", description = "Only ko, ja or en.")
    private String language = "";

    @Override
    public Integer call() throws IOException {
        byte[] bytes = GivenFile.read(file, PaperVerifier.MAX_BYTES);
        Path trusted = trustFile();
        Optional<TrustList> known = read(trusted);
        if (known.isEmpty()) {
            return ExitCode.MISSING;
        }
        TrustList list = known.get();
        Screen.err("  trusted: " + trusted);
        if (bytes.length > PaperVerifier.MAX_BYTES) {
            Screen.err("holdfast verify: more than " + PaperVerifier.MAX_BYTES + " bytes");
            return ExitCode.FINDING;
        }
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        if (text.startsWith("{")) {
            return receipt(new ReceiptVerifier().verify(text, list));
        }
        var verdict =
                text.startsWith("HF1:")
                        ? new SealVerifier(InstantSource.system()).verify(text, list)
                        : paper(bytes, list);
        say(verdict.verdict().code(), verdict.reason().code(), verdict.texts());
        verdict.signer().ifPresent(signer -> Screen.out("  signer: " + signer.name()));
        verdict.claims()
                .ifPresent(claims -> {
                    Screen.out("  office: " + claims.office());
                    Screen.out("  number: " + claims.number());
                    Screen.out("  name:   " + claims.name());
                    Screen.out("  as of:  " + claims.asOf());
                    if (claims.specimen()) {
                        Screen.out("  SPECIMEN / 견본 / 見本");
                    }
                });
        return verdict.isGenuine() ? ExitCode.GOOD : ExitCode.FINDING;
    }

    private PaperVerdict paper(byte[] bytes, TrustList list) throws IOException {
        Optional<PaperEvidence> given = Optional.empty();
        if (evidence.isPresent()) {
            byte[] read = GivenFile.read(evidence.get(), PaperEvidence.MAX_CHARS);
            try {
                given = Optional.of(PaperEvidence.read(new String(read, StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException e) {
                throw new IOException(evidence.get() + ": " + e.getMessage(), e);
            }
        }
        Optional<PaperEvidence> shown = given;
        return new PaperVerifier(InstantSource.system())
                .verify(bytes, list, Optional.empty(), (_, _) -> shown);
    }

    private static Optional<TrustList> read(Path trusted) throws IOException {
        if (!Files.isRegularFile(trusted) || !Files.isReadable(trusted)) {
            Screen.err(
                    "holdfast verify: cannot read the trust file "
                            + trusted
                            + "; an office gives one at /trust, or: holdfast trust export");
            return Optional.empty();
        }
        try {
            return Optional.of(
                    TrustList.read(
                            new String(Files.readAllBytes(trusted), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException _) {
            Screen.err("holdfast verify: " + trusted + " is not a trust file");
            return Optional.empty();
        }
    }

    private int receipt(ReceiptVerdict verdict) {
        say(verdict.verdict().code(), verdict.reason().code(), verdict.texts());
        Screen.out("  grade: " + verdict.grade());
        if (!verdict.places().isEmpty()) {
            Screen.out("  kept at: " + String.join(", ", verdict.places()) + ", and the office");
        }
        verdict.origin()
                .ifPresent(origin ->
                        Screen.out(
                                "  entry: "
                                        + origin
                                        + " / "
                                        + verdict.index().map(String::valueOf).orElse("-")));
        return verdict.isGenuine() ? ExitCode.GOOD : ExitCode.FINDING;
    }

    private void say(String verdict, String reason, Map<String, String> texts) {
        Screen.out(verdict + " (" + reason + ")");
        for (String one : new String[] {"ko", "ja", "en"}) {
            if ((language.isEmpty() || language.equals(one)) && texts.containsKey(one)) {
                Screen.out("  " + one + ": " + texts.get(one));
            }
        }
    }

    private Path trustFile() {
        if (trust.isPresent()) {
            return trust.get();
        }
        Path home = Path.of(System.getProperty("holdfast.home", "."));
        Path own = home.resolve("data/trust.json");
        return Files.exists(own) ? own : home.resolve("samples/trust.json");
    }
}
