// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.holdfast.drills.JournalAudit;
import org.holdfast.ledger.JournalState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `journal verify`: recompute every public journal of an office, as a stranger. `journal state`:
/// what the central journal says the registers are. `journal rebuild`: see [RebuildCommand].
@Command(
        name = "journal",
        description = "Read and check journals.",
        subcommands = {
            JournalCommand.Verify.class,
            JournalCommand.State.class,
            MirrorCommand.class,
            RebuildCommand.class
        })
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

    @Command(
            name = "state",
            description = {
                "Recompute the state digest of the registers from a central journal's files,",
                "and compare it with every state entry. Needs no key and no database."
            })
    static final class State implements Callable<Integer> {
        @Option(
                names = "--data",
                description = "Folder with journals/: an office's or a mirror's. Default: data.")
        private Path data = Path.of(System.getProperty("holdfast.home", "."), "data");

        @Override
        public Integer call() {
            JournalState state = JournalState.read(data.resolve("journals"));
            state.faults().forEach(one -> Screen.out("finding: " + one));
            Screen.out(
                    "state as of %s, size %,d: %,d records, digest %s"
                            .formatted(
                                    state.journal(),
                                    state.size(),
                                    state.now().records(),
                                    state.now().digest()));
            Screen.out(
                    state.last()
                            .map(last ->
                                    (state.faults().isEmpty() ? "whole: " : "NOT WHOLE: ")
                                            + state.compared()
                                            + " state entries compared, the last one "
                                            + last)
                            .orElse("no state entry yet"));
            return state.faults().isEmpty() ? ExitCode.GOOD : ExitCode.FINDING;
        }
    }
}
