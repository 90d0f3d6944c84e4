// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.holdfast.app.OfficeInUse;
import org.holdfast.app.OfficeRecovery;
import org.holdfast.app.RebuildRefused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `journal recover`: bring an office that is behind what it has published back to it.
@Command(
        name = "recover",
        description = {
            "Bring an office back whose database or disk is behind what it has published: after a",
            "restore, an old snapshot or a loss. Takes the longest copy of every journal, rebuilds",
            "the registers, compares them, and only then changes places with the old folder, which",
            "is kept. Stopped at any point, it is begun anew by the same command."
        })
final class RecoverCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, description = "The office's data folder.")
    private Path data = Path.of("data");

    @Option(
            names = "--from",
            description =
                    "Folder of a mirror, or of another copy; may be given again. Without one the"
                            + " office's own journals are the only copy, which is right when only"
                            + " the database is behind.")
    private List<Path> from = List.of();

    @Option(
            names = "--without-own-journals",
            description = "Leave the journals in --data out: they have another past.")
    private boolean withoutOwn;

    @Override
    public Integer call() {
        Screen.quietLibraries();
        try {
            OfficeRecovery.Report report =
                    new OfficeRecovery(
                                    data,
                                    from,
                                    !withoutOwn,
                                    new RebuildCommand.Words(),
                                    InstantSource.system())
                            .run();
            report.sources().forEach((name, folder) -> Screen.err("  " + name + " from " + folder));
            RebuildCommand.say(report.rebuilt(), data);
            Screen.err("The old folder is kept as " + report.before());
            return ExitCode.GOOD;
        } catch (RebuildRefused refused) {
            Screen.complain("holdfast journal recover", refused);
            refused.findings().forEach(one -> Screen.out("finding: " + one));
            return refused.findings().isEmpty() ? ExitCode.MISSING : ExitCode.FINDING;
        } catch (OfficeInUse running) {
            Screen.complain("holdfast journal recover", running);
            return ExitCode.MISSING;
        }
    }
}
