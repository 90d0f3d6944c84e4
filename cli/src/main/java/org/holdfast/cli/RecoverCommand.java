// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.app.OfficeInUse;
import org.holdfast.app.OfficeRecovery;
import org.holdfast.app.RebuildRefused;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.HeadStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `journal recover`: bring an office that is behind what it has published back to it.
@Command(
        name = "recover",
        description = {
            "Bring an office back whose database or disk is behind what it has published.",
            "After a restore, an old snapshot or a loss: takes the longest copy of every journal,"
                    + " rebuilds the registers, compares them, and only then changes places with"
                    + " the old folder, which is kept. Stopped at any point, it is begun anew by"
                    + " the same command."
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

    @Option(
            names = "--etcd",
            split = ",",
            description = "Addresses of the etcd with the agreed head, to compare with.")
    private List<URI> etcd = List.of();

    @Option(
            names = "--accept-loss",
            description = {
                "With --etcd: when no copy reaches the agreed head, take the head that was reached"
                        + " in its place. What was between is lost, and the office can start again."
            })
    private boolean acceptLoss;

    /// Whether the next start will find everything that was agreed upon.
    private int agree(Head reached) {
        try (HeadStore store = HeadStore.etcd(etcd, reached.origin().split("/", -1)[1])) {
            Optional<Head> agreed = store.read();
            if (agreed.isEmpty() || agreed.get().equals(reached)) {
                return ExitCode.GOOD;
            }
            Screen.out("agreed head: " + words(agreed.get()));
            Screen.out("reached:     " + words(reached));
            if (!acceptLoss) {
                Screen.err(
                        "Where the agreed entries are here without a checkpoint, the next start");
                Screen.err(
                        "finds them. Else it refuses: look for another copy, or accept the loss");
                Screen.err("of what is between with --accept-loss.");
                return ExitCode.FINDING;
            }
            if (!store.move(agreed, reached).equals(Optional.of(reached))) {
                Screen.err("The agreed head was moved meanwhile; nothing was accepted.");
                return ExitCode.FINDING;
            }
            Screen.out("accepted: what was reached is agreed upon now; what was between is lost");
            return ExitCode.GOOD;
        } catch (HeadStore.Away away) {
            Screen.complain("holdfast journal recover", away);
            return ExitCode.MISSING;
        }
    }

    private static String words(Head head) {
        return head.origin() + " at " + head.size() + " entries, root " + head.root().hex();
    }

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
            if (report.rebuilt().isEmpty()) {
                Screen.out("finished a recovery that was stopped: the office is in " + data);
                return ExitCode.GOOD;
            }
            RebuildCommand.say(report.rebuilt().get(), data);
            Screen.err("The old folder is kept as " + report.before());
            if (!etcd.isEmpty()) {
                return agree(report.rebuilt().get().head());
            }
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
