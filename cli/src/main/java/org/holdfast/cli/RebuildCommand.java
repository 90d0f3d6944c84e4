// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.app.OfficeInUse;
import org.holdfast.app.OfficeRebuild;
import org.holdfast.app.RebuildRefused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `journal rebuild`: an office from one copy of its journals and its keys.
@Command(
        name = "rebuild",
        description = {
            "Make a new data folder from copies of an office's journals and its keys.",
            "Every register comes back, equal to what the journal says. A rebuild that was"
                    + " stopped is begun anew by the same command."
        })
final class RebuildCommand implements Callable<Integer> {
    private static final List<String> NOT_BROUGHT_BACK =
            List.of(
                    "accounts, logins and tokens: an office gets a first operator at its start, a"
                            + " demo makes its accounts again with up --demo; mirrors are admitted"
                            + " again by journal mirror --operator-token",
                    "the answers to operation ids of earlier changes: asked again, such a change is"
                            + " decided anew upon the current version",
                    "changes that the lost database had committed and the journal's files had not");

    @Option(
            names = "--from",
            required = true,
            description = "Folder with journals/: an office's own, or a mirror's.")
    private Path from = Path.of(".");

    @Option(
            names = "--data",
            required = true,
            description = "The new data folder; must not be there, or be empty.")
    private Path data = Path.of(".");

    @Option(names = "--keys", description = "The office's key folder. Default: keys in --from.")
    private Optional<Path> keys = Optional.empty();

    @Option(
            names = "--registers-only",
            description =
                    "Of an office with several sites: without the papers, withdrawals, blocks and"
                            + " filings that its nodes have recorded, which one node cannot take.")
    private boolean registersOnly;

    @Override
    public Integer call() {
        Screen.quietLibraries();
        try {
            OfficeRebuild rebuild = new OfficeRebuild(from, keys, data, new Words());
            say((registersOnly ? rebuild.registersOnly() : rebuild).run(), data);
            return ExitCode.GOOD;
        } catch (RebuildRefused refused) {
            Screen.complain("holdfast journal rebuild", refused);
            refused.findings().forEach(one -> Screen.out("finding: " + one));
            return refused.findings().isEmpty() ? ExitCode.MISSING : ExitCode.FINDING;
        } catch (OfficeInUse running) {
            Screen.complain("holdfast journal rebuild", running);
            return ExitCode.MISSING;
        }
    }

    static void say(OfficeRebuild.Report report, Path data) {
        double seconds = Math.max(1e-3, report.took().toNanos() / 1e9);
        Screen.out(
                "rebuilt: %,d entries of %d origins in %.1f s, %,.0f a second"
                        .formatted(
                                report.entries(),
                                report.origins(),
                                seconds,
                                report.entries() / seconds));
        Screen.out(
                "registers: %,d records, %,d versions, %,d versions erased"
                        .formatted(
                                report.registers().records(),
                                report.registers().versions(),
                                report.registers().erased()));
        Screen.out(
                "state as of %s, size %,d: digest %s, equal in journal and registers"
                        .formatted(
                                report.head().journal(),
                                report.head().size(),
                                report.state().digest()));
        report.notes().forEach(note -> Screen.out("note: " + note));
        NOT_BROUGHT_BACK.forEach(what -> Screen.out("not brought back: " + what));
        Screen.err("Start it with ./holdfast up --data " + data);
    }

    static final class Words implements OfficeRebuild.Progress {
        private long begun;

        @Override
        public void step(String words) {
            Screen.err("  " + words + " ...");
            begun = System.nanoTime();
        }

        @Override
        public void entries(long done, long all) {
            Screen.progress("entries", done, all, Duration.ofNanos(System.nanoTime() - begun));
        }
    }
}
