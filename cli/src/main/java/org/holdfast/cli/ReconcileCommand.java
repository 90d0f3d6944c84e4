// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.SignedNote;
import org.holdfast.verifier.Reconciliation;
import org.holdfast.verifier.Statement;
import org.holdfast.verifier.TrustList;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `journal reconcile`: after a disaster, say from copies and receipts what is safe, lost, unknown.
@Command(
        name = "reconcile",
        description = {
            "After a disaster: say what is safe, lost and unknown, and sign it.",
            "From copies of journals and from receipts. Needs no keys of the office, no database."
        },
        footer = {
            "",
            "Exit code 0 only when nothing is lost and nothing was found. What is unknown does not",
            "count, and is said: of a journal that was never closed nobody knows the end.",
            "docs/reconcile.md says what each line means."
        })
final class ReconcileCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--mirror",
            required = true,
            paramLabel = "DIR",
            description = "A mirror's folder, or an office's journals. May be given many times.")
    private List<Path> mirrors = List.of();

    @Option(
            names = "--receipts",
            paramLabel = "DIR",
            description = "Folder of receipts as people downloaded them (.json, .tlog-proof).")
    private Optional<Path> receipts = Optional.empty();

    @Option(
            names = "--trust",
            required = true,
            paramLabel = "FILE",
            description = "Trust file from before the disaster, kept elsewhere.")
    private Path trust = Path.of("trust.json");

    @Option(names = "--out", paramLabel = "FILE", description = "Write the statement here.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Key that signs; made when there is no such file.")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "auditor",
            description = "Name of a new key. Default: ${DEFAULT-VALUE}.")
    private String name = "auditor";

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "Check this statement against the evidence, instead of making one.")
    private Optional<Path> check = Optional.empty();

    @Option(
            names = "--vkey",
            paramLabel = "VKEY",
            description = "With --check: the key that must have signed it.")
    private Optional<String> vkey = Optional.empty();

    @Override
    public Integer call() throws IOException {
        if (check.isPresent()) {
            return check(check.get());
        }
        if (vkey.isPresent()) {
            throw misused("--vkey goes with --check");
        }
        if (out.isPresent() && key.isEmpty()) {
            throw misused("--out needs --key: a statement in a file is signed");
        }
        Optional<NoteSigner> signer = Optional.empty();
        if (key.isPresent()) {
            signer = Optional.of(StatementKey.of(key.get(), name));
        }
        Statement statement = reconcile(InstantSource.system().instant());
        Consumer<String> say = out.isPresent() ? Screen::out : Screen::err;
        new StatementWords(statement).lines().forEach(say);
        if (signer.isEmpty()) {
            Screen.err("NOT SIGNED: give --key FILE");
            Screen.OUT.print(statement.text());
            return code(statement);
        }
        write(statement, signer.get().sign(statement.text()));
        say.accept("signed by " + signer.get().vkey());
        return code(statement);
    }

    private static int code(Statement statement) {
        return statement.good() ? ExitCode.GOOD : ExitCode.FINDING;
    }

    private CommandLine.ParameterException misused(String words) {
        return new CommandLine.ParameterException(spec.commandLine(), words);
    }

    private void write(Statement statement, SignedNote note) throws IOException {
        if (out.isEmpty()) {
            if (statement.isParted()) {
                throw new IOException("too long for one note: give --out FILE");
            }
            Screen.OUT.print(note.string());
            return;
        }
        if (statement.isParted()) {
            Files.writeString(detailsBeside(out.get()), statement.detailsText());
        }
        Files.write(out.get(), note.bytes());
    }

    private static Path detailsBeside(Path statement) {
        return statement.resolveSibling(statement.getFileName() + ".details");
    }

    private Statement reconcile(Instant made) throws IOException {
        for (Path mirror : mirrors) {
            requireFolder(mirror);
        }
        if (receipts.isPresent()) {
            requireFolder(receipts.get());
        }
        TrustList list = TrustFiles.read(trust);
        return Reconciliation.of(
                new Reconciliation.Given(mirrors, receipts, list, sha256(trust)),
                made,
                new AuditProgress());
    }

    private static void requireFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(GivenFile.read(file, TrustList.MAX_CHARS)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private int check(Path file) throws IOException {
        byte[] bytes = GivenFile.read(file, SignedNote.MAX_BYTES);
        String text;
        try {
            text = signedBy().verify(SignedNote.parse(bytes));
        } catch (JournalRefusal refused) {
            Screen.out("NOT GENUINE: " + refused.getMessage());
            return ExitCode.FINDING;
        }
        Screen.out("the signature is genuine");
        List<String> said = text.lines().toList();
        Statement again = reconcile(made(said));
        List<String> mine = new ArrayList<>(again.text().lines().toList());
        if (again.isParted()) {
            mine.addAll(again.details());
        }
        return compare(withDetails(said, file), mine);
    }

    /// The signed lines and, where these only give the hash of the details, the file beside them.
    private static List<String> withDetails(List<String> said, Path file) throws IOException {
        List<String> all = new ArrayList<>(said);
        if (said.stream().anyMatch(line -> line.matches("details [0-9]+ sha256 [0-9a-f]{64}"))) {
            all.addAll(Files.readAllLines(detailsBeside(file)));
        }
        return all;
    }

    private NoteVerifier signedBy() throws IOException {
        try {
            if (vkey.isPresent()) {
                return NoteVerifier.parse(vkey.get());
            }
        } catch (JournalRefusal e) {
            throw misused("--vkey: not a key: " + e.reason());
        }
        if (key.isEmpty() || !Files.exists(key.get())) {
            throw misused("--check needs --vkey, or --key with the key that signed");
        }
        return StatementKey.of(key.get(), name).verifier();
    }

    private static Instant made(List<String> said) throws IOException {
        String begin = "made ";
        try {
            return said.stream()
                    .filter(line -> line.startsWith(begin))
                    .findFirst()
                    .map(line -> Instant.parse(line.substring(begin.length())))
                    .orElseThrow(() -> new IOException("the note is not such a statement"));
        } catch (DateTimeException e) {
            throw new IOException("the note is not such a statement", e);
        }
    }

    private static int compare(List<String> said, List<String> mine) {
        List<String> missing = new ArrayList<>(said);
        List<String> added = new ArrayList<>(mine);
        var saidSet = new java.util.HashSet<>(said);
        missing.removeIf(new java.util.HashSet<>(mine)::contains);
        added.removeIf(saidSet::contains);
        missing.forEach(line -> Screen.out("- " + printable(line)));
        added.forEach(line -> Screen.out("+ " + printable(line)));
        boolean equal = said.equals(mine);
        Screen.out(
                equal
                        ? "equal: %,d lines follow from this evidence".formatted(mine.size())
                        : "NOT EQUAL: - is said, + follows from this evidence");
        return equal ? ExitCode.GOOD : ExitCode.FINDING;
    }

    private static String printable(String line) {
        return line.replaceAll("\\p{Cntrl}", "?");
    }
}
