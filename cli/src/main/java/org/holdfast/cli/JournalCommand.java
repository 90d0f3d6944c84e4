// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import org.holdfast.drills.JournalAudit;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/// `journal verify`: recompute every public journal of an office, as a stranger.
@Command(
        name = "journal",
        description = "Read and check journals.",
        subcommands = {JournalCommand.Verify.class})
final class JournalCommand {
    @Command(
            name = "verify",
            description = "Recompute every journal of an office from its public files.")
    static final class Verify implements Callable<Integer> {
        @Parameters(paramLabel = "URL", description = "Address of the office.")
        private String address = "";

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            if (!address.matches("https?://[^/].*")) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        address
                                + " is not the address of an office, such as"
                                + " http://localhost:8080");
            }
            List<String> findings = new ArrayList<>();
            var extent = new JournalAudit(address.replaceAll("/+$", "")).run(findings::add);
            findings.forEach(one -> Screen.out("finding: " + one));
            Screen.out(
                    (findings.isEmpty() ? "whole: " : "NOT WHOLE: ")
                            + extent.entries()
                            + " entries in "
                            + extent.journals()
                            + " journals recomputed");
            return findings.isEmpty() ? ExitCode.GOOD : ExitCode.FINDING;
        }
    }
}
