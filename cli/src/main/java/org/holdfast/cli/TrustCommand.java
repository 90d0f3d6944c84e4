// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `trust export`: what a bank needs to verify papers without asking anybody.
@Command(
        name = "trust",
        description = "The roots and keys that papers and journals are verified with.",
        subcommands = {TrustCommand.Export.class, RecoveryCommand.class, CompromiseCommand.class})
final class TrustCommand {
    /// Copies the office's trust file, alone or inside the verifier page.
    @Command(name = "export", description = "Write the trust file of an office.")
    static final class Export implements Callable<Integer> {
        private static final String PLACE = "/*HOLDFAST-TRUST*/null";

        @Option(names = "--data", description = "Data folder of the office. Default: data.")
        private Path data = Path.of(System.getProperty("holdfast.home", "."), "data");

        @Option(names = "--to", description = "File to write. Default: the standard output.")
        private Optional<Path> to = Optional.empty();

        @Option(
                names = "--page",
                description = "Write the single-file verifier page with this trust built in.")
        private boolean page;

        @Override
        public Integer call() throws IOException {
            Path file = data.resolve("trust.json");
            if (!Files.exists(file)) {
                Screen.err(
                        "holdfast trust export: no "
                                + file
                                + "; an office writes it when it starts (./holdfast up)");
                return ExitCode.MISSING;
            }
            String trust = Files.readString(file);
            String written = page ? inPage(trust) : trust;
            if (to.isPresent()) {
                Files.writeString(to.get(), written);
            } else {
                Screen.out(written);
            }
            return ExitCode.GOOD;
        }

        private static String inPage(String trust) throws IOException {
            Path template =
                    Path.of(
                            System.getProperty("holdfast.home", "."),
                            "packs/portal/verify-offline.html");
            String html = Files.readString(template);
            if (!html.contains(PLACE)) {
                throw new IllegalStateException(template + " has no place for a trust file");
            }
            // "<" cannot end the script early when it is written as an escape
            return html.replace(PLACE, trust.replace("<", "\\u003c"));
        }
    }
}
