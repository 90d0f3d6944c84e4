// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.holdfast.journal.Disk;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.SignedNote;

/// What a mirror remembers of erasures, in the folder `erasures` beside its copies:
///
/// - `<leaf hash of the act>`: the signed statement that it was carried out here; with `.taken`
///   behind the name once the office has it
/// - `unnamed`: zero records in the copies that no act has named yet, one a line, written before
///   the record itself. A torn last line is of a record that is not there
///
/// Each file is put in place by a rename. For one thread.
final class ErasureFiles {
    private static final String TAKEN = ".taken";
    private static final String UNNAMED = "unnamed";

    private final Path folder;
    private final Disk disk = Disk.real();

    /// A zero record that waits for its act.
    ///
    /// @param key id of its data key, hexadecimal
    record Unnamed(String journal, long index, Hash leaf, String key) {
        private String line() {
            return journal + " " + index + " " + leaf.hex() + " " + key + "\n";
        }

        private static Unnamed of(String line) {
            String[] parts = line.split(" ", -1);
            return new Unnamed(parts[0], Long.parseLong(parts[1]), Hash.ofHex(parts[2]), parts[3]);
        }
    }

    ErasureFiles(Path mirror) {
        this.folder = mirror.resolve("erasures");
        disk.makeFolder(folder);
        disk.forceFolder(mirror);
    }

    /// Whether an act was carried out and stated here.
    boolean isStated(Hash act) {
        return Files.exists(folder.resolve(act.hex()))
                || Files.exists(folder.resolve(act.hex() + TAKEN));
    }

    void state(Hash act, SignedNote note) {
        put(folder.resolve(act.hex()), note.bytes());
    }

    /// Statements that the office does not have yet, by act.
    Map<String, SignedNote> waiting() throws IOException {
        Map<String, SignedNote> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.matches("[0-9a-f]{64}")) {
                    found.put(name, SignedNote.parse(Files.readAllBytes(file)));
                }
            }
        } catch (JournalRefusal damaged) {
            throw new IOException("a statement in " + folder + " cannot be read", damaged);
        }
        return found;
    }

    /// The office has journaled a statement. A crash before the rename: it is given again.
    void taken(String act) {
        disk.rename(folder.resolve(act), folder.resolve(act + TAKEN));
        disk.forceFolder(folder);
    }

    List<Unnamed> unnamed() {
        Path file = folder.resolve(UNNAMED);
        List<Unnamed> found = new ArrayList<>();
        if (Files.exists(file)) {
            try {
                String text = Files.readString(file, StandardCharsets.US_ASCII);
                String whole = text.substring(0, text.lastIndexOf('\n') + 1);
                whole.lines().map(Unnamed::of).forEach(found::add);
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
        return found;
    }

    void keepUnnamed(Collection<Unnamed> all) {
        StringBuilder lines = new StringBuilder();
        all.forEach(one -> lines.append(one.line()));
        put(folder.resolve(UNNAMED), lines.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /// Durable when it returns.
    private void put(Path file, byte[] bytes) {
        Path staged = file.resolveSibling(file.getFileName() + ".new");
        disk.delete(staged);
        disk.write(staged, 0, bytes);
        disk.force(staged);
        disk.rename(staged, file);
        disk.forceFolder(folder);
    }
}
