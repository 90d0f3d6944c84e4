// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.holdfast.drills.JournalAudit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `journal verify`: recompute every public journal of an office, as a stranger.
@Command(
        name = "journal",
        description = "Read and check journals.",
        subcommands = {JournalCommand.Verify.class, MirrorCommand.class})
final class JournalCommand {
    @Command(
            name = "verify",
            description = "Recompute every journal of an office from its public files.")
    static final class Verify implements Callable<Integer> {
        @Parameters(paramLabel = "URL", description = "Address of the office.")
        private String address = "";

        @Override
        public Integer call() throws IOException {
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
