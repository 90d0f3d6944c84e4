// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.app.OfficeRows;
import org.holdfast.drills.FolderAudit;
import org.holdfast.drills.JournalAudit;
import org.holdfast.journal.HttpFiles;
import org.holdfast.ledger.JournalState;
import org.holdfast.verifier.TrustList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `journal verify`: recompute every journal of an office, as a stranger. `journal state`: what the
/// central journal says the registers are. The others stand in classes of their own.
@Command(
        name = "journal",
        description = "Read, check, copy and recover journals.",
        subcommands = {
            JournalCommand.Verify.class,
            JournalCommand.State.class,
            MirrorCommand.class,
            RebuildCommand.class,
            RecoverCommand.class,
            OpenReceiptCommand.class,
            RestoreReceiptCommand.class,
            ReconcileCommand.class,
            NumbersCommand.class
        })
final class JournalCommand {
    @Command(
            name = "verify",
            description = {
                "Recompute every journal of an office, of a mirror, or in a folder.",
                "Over the network from the public files; in a folder with the blobs too."
            },
            footer = "Exit code 0 only when everything fits; 1 for any finding.")
    static final class Verify implements Callable<Integer> {
        @Parameters(
                paramLabel = "URL|FOLDER",
                description =
                        "Address of an office, or of a mirror that serves its copies; or a data"
                                + " folder, a journals folder, or the folder of one journal.")
        private String where = "";

        @Option(
                names = "--trust",
                description =
                        "Trust file whose roots are believed. Default: what the address itself"
                                + " shows, which proves only that it agrees with itself.")
        private Optional<Path> trust = Optional.empty();

        @Option(
                names = "--rows",
                description =
                        "Also compare the rows of the office's database with the files. FOLDER is"
                                + " its data folder, and the office does not run.")
        private boolean rows;

        @Override
        public Integer call() throws IOException {
            Screen.quietLibraries();
            List<String> findings = new ArrayList<>();
            AuditProgress progress = new AuditProgress();
            JournalAudit.Extent extent =
                    where.matches("https?://.*")
                            ? office(progress, findings)
                            : folder(progress, findings);
            if (rows) {
                findings.addAll(OfficeRows.faults(Path.of(where)));
            }
            findings.forEach(one -> Screen.out("finding: " + printable(one)));
            Screen.out(
                    "%s %,d entries in %d journals recomputed (%s)"
                            .formatted(
                                    findings.isEmpty() ? "whole:" : "NOT WHOLE:",
                                    extent.entries(),
                                    extent.journals(),
                                    progress.rate()));
            return findings.isEmpty() ? ExitCode.GOOD : ExitCode.FINDING;
        }

        private JournalAudit.Extent office(AuditProgress progress, List<String> findings)
                throws IOException {
            Optional<TrustList> list = Optional.empty();
            if (trust.isPresent()) {
                list = Optional.of(TrustFiles.read(trust.get()));
                Screen.out("keys: certified by the roots of " + trust.get());
            } else {
                Screen.out(
                        "keys: as the address itself shows them. NOT INDEPENDENT: this proves that"
                                + " it agrees with itself. Use --trust with a file from"
                                + " elsewhere.");
            }
            return new JournalAudit(where, list, HttpFiles.WITHIN, progress).run(findings::add);
        }

        private JournalAudit.Extent folder(AuditProgress progress, List<String> findings)
                throws IOException {
            Path folder = Path.of(where).toAbsolutePath().normalize();
            if (!Files.isDirectory(folder)) {
                throw new IOException("neither an address nor a folder: " + where);
            }
            Path file = trust.isPresent() ? trust.get() : besideJournals(folder);
            TrustList list = TrustFiles.read(file);
            Screen.out(
                    "keys: certified by the roots of "
                            + file
                            + (trust.isPresent()
                                    ? ""
                                    : ". NOT INDEPENDENT: it came with the journals."));
            return new FolderAudit(folder, list, progress).run(findings::add);
        }

        /// The trust file that an office keeps in its data folder.
        private static Path besideJournals(Path folder) throws IOException {
            Path here = folder;
            for (int up = 0; up < 3 && here != null; up++) {
                if (Files.isRegularFile(here.resolve("trust.json"))) {
                    return here.resolve("trust.json");
                }
                here = here.getParent();
            }
            throw new IOException("no trust.json beside the journals; name one with --trust");
        }

        /// What others wrote cannot move the cursor or forge a line.
        private static String printable(String finding) {
            return finding.replaceAll("\\p{Cntrl}", "?");
        }
    }

    @Command(
            name = "state",
            description = {
                "Recompute the registers' state digest and compare it with every state entry.",
                "From a central journal's files alone: needs no key and no database."
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
