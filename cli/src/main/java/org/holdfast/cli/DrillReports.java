// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.cluster.Cluster;
import org.holdfast.drills.DrillFault;
import org.holdfast.drills.ReportNote;
import org.holdfast.drills.SiteReport;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.SignedNote;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a drill of a cluster leaves: a report in JSON, signed by the cluster's operator in a note
/// beside it (`FILE.note`), and a page.
final class DrillReports {
    private static final int MOST_BYTES = 256 << 20;

    @Option(
            names = "--json",
            description = "Write the results to this file, and a signed note about it beside it.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--html", description = "Write a page with timelines to this file.")
    private Optional<Path> html = Optional.empty();

    int tell(SiteReport plain, Path folder, Cluster cluster) throws IOException {
        plain.words().forEach(Screen::out);
        if (json.isPresent() || html.isPresent()) {
            NoteSigner signer = OperatorKey.of(folder, cluster);
            SiteReport report = plain.signedBy(signer.vkey());
            if (json.isPresent()) {
                byte[] bytes = (report.json() + "\n").getBytes(StandardCharsets.UTF_8);
                Files.write(json.get(), bytes);
                Files.write(note(json.get()), ReportNote.sign(report, bytes, signer).bytes());
                Screen.out("Signed by " + signer.vkey() + ", in " + note(json.get()));
            }
            if (html.isPresent()) {
                Files.writeString(html.get(), report.html());
            }
        }
        return plain.passed() ? ExitCode.GOOD : ExitCode.FINDING;
    }

    private static Path note(Path file) {
        return file.resolveSibling(file.getFileName() + ".note");
    }

    @Command(
            name = "verify",
            description = {
                "Check the signed note of a drill's report, and that the file is the one it is about.",
                "Exit code 0: it is; 1: it is not, or another key signed."
            })
    static final class Verify implements Callable<Integer> {
        @Mixin private ClusterFolder folder = new ClusterFolder();

        @Option(
                names = "--key",
                description = "The operator's key (vkey). Default: drill/operator.vkey in --dir.")
        private Optional<String> key = Optional.empty();

        @Parameters(paramLabel = "FILE", description = "The JSON report; FILE.note is beside it.")
        private Path file = Path.of("");

        @Override
        public Integer call() throws IOException {
            Path open = OperatorKey.open(folder.path());
            if (key.isEmpty() && !Files.exists(open)) {
                Screen.err("There is no " + open + ": say whose signature is wanted with --key");
                return ExitCode.MISSING;
            }
            try {
                NoteVerifier verifier =
                        NoteVerifier.parse(
                                key.isPresent() ? key.get() : Files.readString(open).strip());
                byte[] bytes = GivenFile.read(file, MOST_BYTES);
                SignedNote note =
                        SignedNote.parse(GivenFile.read(note(file), SignedNote.MAX_BYTES));
                Screen.out(ReportNote.verify(note, bytes, verifier).strip());
                Screen.out("GENUINE: signed by " + verifier.vkey());
                return ExitCode.GOOD;
            } catch (JournalRefusal | DrillFault wrong) {
                Screen.out("NOT GENUINE: " + wrong.getMessage());
                return ExitCode.FINDING;
            }
        }
    }
}
