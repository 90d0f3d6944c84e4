// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.cluster.Cluster;
import org.holdfast.cluster.ClusterFault;
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

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    @Option(
            names = "--json",
            description = {
                "Where the results go; a signed note about them goes beside.",
                "Default: the drill's name and date in --work."
            })
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--html",
            description = "Where the page with timelines goes. Default: beside the results.")
    private Optional<Path> html = Optional.empty();

    /// A file of a drill that began then.
    static Path file(Path work, String name, Instant date, String ending) {
        return work.resolve(name + "-" + SECOND.format(date) + ending);
    }

    /// Says what came of it, and writes the signed results and the page.
    ///
    /// @param work where they go unless the options say otherwise
    int tell(SiteReport plain, Path folder, Cluster cluster, Path work) throws IOException {
        plain.words().forEach(Screen::out);
        Files.createDirectories(work);
        Optional<NoteSigner> signer = signer(folder, cluster);
        SiteReport report = signer.map(key -> plain.signedBy(key.vkey())).orElse(plain);
        byte[] bytes = (report.json() + "\n").getBytes(StandardCharsets.UTF_8);
        Path results = json.orElseGet(() -> file(work, plain.name(), plain.date(), ".json"));
        Path page = html.orElseGet(() -> file(work, plain.name(), plain.date(), ".html"));
        Files.write(results, bytes);
        Files.writeString(page, report.html());
        Screen.out("Results: " + results);
        if (signer.isPresent()) {
            Files.write(note(results), ReportNote.sign(report, bytes, signer.get()).bytes());
            Screen.out("Signed by " + signer.get().vkey() + ", in " + note(results));
        } else {
            Screen.out("Not signed: there is no cluster in " + folder + " whose key could");
        }
        Screen.out("Page: " + page);
        return plain.passed() ? ExitCode.GOOD : ExitCode.FINDING;
    }

    /// Results may be told where their cluster is no more.
    private static Optional<NoteSigner> signer(Path folder, Cluster cluster) throws IOException {
        try {
            cluster.site("a");
        } catch (ClusterFault none) {
            return Optional.empty();
        }
        return Optional.of(OperatorKey.of(folder, cluster));
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
