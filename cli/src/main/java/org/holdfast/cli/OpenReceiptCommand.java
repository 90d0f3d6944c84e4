// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.RecoveryCeremony;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.ReceiptContent;
import org.holdfast.verifier.ReceiptVerdict;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.TrustList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `journal open-receipt`: what was filed, from a receipt and enough shares alone.
@Command(
        name = "open-receipt",
        description = {
            "Open what a receipt carries, when every copy of its journal is gone.",
            "The receipt is verified, and its data key opened by enough shares of the office's"
                    + " recovery key."
        },
        footer = "Prints personal data. Exit code 0 only when it could be opened.")
final class OpenReceiptCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RECEIPT", description = "The receipt, JSON.")
    private Path file = Path.of("");

    @Option(names = "--trust", required = true, description = "Trust file.")
    private Path trust = Path.of("trust.json");

    @Option(names = "--share", required = true, description = "A share's file; give several.")
    private List<Path> shares = List.of();

    @Override
    public Integer call() throws IOException {
        String json =
                new String(GivenFile.read(file, ReceiptVerifier.MAX_CHARS), StandardCharsets.UTF_8);
        TrustList list = TrustFiles.read(trust);
        ReceiptVerdict verdict = new ReceiptVerifier().verify(json, list);
        if (!verdict.isGenuine()) {
            Screen.err("holdfast journal open-receipt: " + verdict.reason().code());
            return ExitCode.FINDING;
        }
        try {
            ReceiptContent content = ReceiptContent.of(json);
            Optional<byte[]> sealed = content.sealedKey();
            if (sealed.isEmpty() || content.key().isEmpty()) {
                Screen.err(
                        "holdfast journal open-receipt: the receipt holds no key sealed for a"
                                + " recovery key");
                return ExitCode.FINDING;
            }
            DataKey key =
                    RecoveryCeremony.open(
                            ShareFiles.read(shares), content.key().orElseThrow(), sealed.get());
            Screen.err("  " + verdict.grade() + " " + content.type() + " " + verdict.leafHash());
            Screen.out(
                    JsonMapper.shared()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(content.open(key)));
            return ExitCode.GOOD;
        } catch (IllegalArgumentException | KeysFault | LedgerFault refused) {
            Screen.complain("holdfast journal open-receipt", refused);
            return ExitCode.FINDING;
        }
    }
}
