// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.holdfast.drills.OfficeClient;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.RecoveryCeremony;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.ReceiptContent;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.ReceiptVerdict;
import org.holdfast.verifier.ReceiptVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `journal restore-receipt`: present a receipt at an office that may have lost its entry.
@Command(
        name = "restore-receipt",
        description = {
            "Present a receipt at an office that has lost its entry.",
            "What the receipt proves is entered again, a paper with its PDF. Shares are needed only",
            "where the office lost the entry's data key too; they stay here, and the one data key",
            "that they open is sent."
        },
        footer = "Exit code 0 when the office holds it now, or held it all the time.")
final class RestoreReceiptCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String NAME = "holdfast journal restore-receipt";

    @Parameters(paramLabel = "RECEIPT", description = "The receipt, JSON.")
    private Path file = Path.of("");

    @Option(names = "--paper", description = "The paper's PDF, for the receipt of a paper.")
    private Optional<Path> paper = Optional.empty();

    @Option(
            names = "--url",
            required = true,
            description = "Address of the office, such as http://localhost:8080.")
    private URI office = URI.create("http://localhost:8080");

    @Option(
            names = "--token-file",
            required = true,
            description = "File with the token of an officer of that office or an operator.")
    private Path tokenFile = Path.of("token");

    @Option(names = "--share", description = "A share's file; give several. Needs --trust.")
    private List<Path> shares = List.of();

    @Option(
            names = "--trust",
            description =
                    "Trust file. The receipt is verified here before its key is opened and sent.")
    private Optional<Path> trust = Optional.empty();

    @Override
    public Integer call() throws IOException {
        String receipt =
                new String(GivenFile.read(file, ReceiptVerifier.MAX_CHARS), StandardCharsets.UTF_8);
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("receipt", receipt);
        if (paper.isPresent()) {
            byte[] pdf = GivenFile.read(paper.get(), PaperVerifier.MAX_BYTES);
            body.put("paper", Base64.getEncoder().encodeToString(pdf));
        }
        if (!shares.isEmpty()) {
            Optional<DataKey> key = open(receipt);
            if (key.isEmpty()) {
                return ExitCode.FINDING;
            }
            byte[] bytes = key.get().key().getEncoded();
            body.put("key", Base64.getEncoder().encodeToString(bytes));
        }
        return present(body);
    }

    /// The entry's data key; empty after saying why not.
    private Optional<DataKey> open(String receipt) throws IOException {
        if (trust.isEmpty()) {
            Screen.err(NAME + ": --share needs --trust: no key is opened for a forged receipt");
            return Optional.empty();
        }
        ReceiptVerdict verdict =
                new ReceiptVerifier().verify(receipt, TrustFiles.read(trust.get()));
        if (!verdict.isGenuine()) {
            Screen.err(NAME + ": " + verdict.reason().code());
            return Optional.empty();
        }
        try {
            ReceiptContent content = ReceiptContent.of(receipt);
            Optional<byte[]> sealed = content.sealedKey();
            if (sealed.isEmpty() || content.key().isEmpty()) {
                Screen.err(NAME + ": the receipt holds no key sealed for a recovery key");
                return Optional.empty();
            }
            return Optional.of(
                    RecoveryCeremony.open(
                            ShareFiles.read(shares), content.key().get(), sealed.get()));
        } catch (IllegalArgumentException | KeysFault | LedgerFault refused) {
            Screen.complain(NAME, refused);
            return Optional.empty();
        }
    }

    private int present(ObjectNode body) throws IOException {
        String token = new String(GivenFile.read(tokenFile, 1_000), StandardCharsets.UTF_8).strip();
        String base = office.toString().replaceFirst("/*$", "");
        OfficeClient.Answer answer;
        try (OfficeClient client = new OfficeClient(base, token)) {
            answer =
                    client.send(
                            new org.holdfast.drills.Command(
                                    UUID.randomUUID().toString(), "", "/api/v1/restorations", body),
                            LIMIT);
        }
        JsonNode said = answer.json();
        if (answer.status() != 200 && answer.status() != 201) {
            Screen.err(
                    "%s: %d %s: %s %s"
                            .formatted(
                                    NAME,
                                    answer.status(),
                                    said.path("code").asString("no answer of an office"),
                                    said.path("detail").asString(""),
                                    said.path("because").asString("")));
            if (said.path("code").asString("").equals("restoration-key-missing")) {
                Screen.err("Give the shares of enough persons: --share FILE --share FILE ...");
            }
            return ExitCode.FINDING;
        }
        Screen.out(said.path("state").asString("") + ": " + said.at("/says/en").asString(""));
        if (said.has("paper")) {
            Screen.out(
                    "  " + said.path("type").asString("") + " " + said.path("paper").asString(""));
        }
        JsonNode entry = said.path("receipt");
        Screen.out(
                "  %s, entry %s of %s"
                        .formatted(
                                entry.path("grade").asString(""),
                                entry.path("index").asString("-"),
                                entry.path("origin").asString("-")));
        return ExitCode.GOOD;
    }
}
