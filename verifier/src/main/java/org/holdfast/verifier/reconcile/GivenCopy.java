// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.Remains;
import org.holdfast.journal.SignedNote;

/// One folder with copies of journals: a mirror's, an office's data folder, its `journals`, or the
/// folder of one journal. Its label is the word by which the statement names it.
final class GivenCopy {
    private static final Pattern JOURNAL = Pattern.compile("([a-z]{1,20})-([1-9][0-9]{0,8})");

    private final String label;
    private final Path folder;

    private GivenCopy(String label, Path folder) {
        this.label = label;
        this.folder = folder;
    }

    /// @throws IOException when there is no journal in the folder; in words for people
    static GivenCopy of(Path given, Set<String> taken) throws IOException {
        Path real = given.toRealPath();
        Path folder = real;
        if (!isJournal(real) && Files.isDirectory(real.resolve("journals"))) {
            folder = real.resolve("journals");
        }
        GivenCopy copy = new GivenCopy(label(real, taken), folder);
        if (copy.journals().isEmpty()) {
            throw new IOException("no journals in " + given);
        }
        return copy;
    }

    private static String label(Path real, Set<String> taken) {
        Path named = real;
        Path parent = real.getParent();
        if (real.endsWith("journals") && parent != null) {
            named = parent;
        }
        Path last = named.getFileName();
        String word = Words.name(last == null ? "copy" : last.toString());
        String label = word;
        for (int i = 2; !taken.add(label); i++) {
            label = word + "~" + i;
        }
        return label;
    }

    private static boolean isJournal(Path folder) {
        return Files.exists(folder.resolve("vkey")) || Files.exists(folder.resolve("checkpoint"));
    }

    String label() {
        return label;
    }

    Path folder() {
        return folder;
    }

    /// The folders of journals, whatever is left in them.
    List<Path> journals() throws IOException {
        if (isJournal(folder)) {
            return List.of(folder);
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(one -> JOURNAL.matcher(one.getFileName().toString()).matches())
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    /// Which origin a folder is of: what its own file says when the trust file knows that one, else
    /// the only origin in the trust file with the folder's name, else what its files say.
    static Optional<OriginName> origin(Path journal, Set<String> trusted) {
        Remains remains = Remains.of(journal);
        Optional<String> said = remains.line("origin");
        if (said.isPresent() && trusted.contains(said.get())) {
            return OriginName.of(said.get());
        }
        var name = JOURNAL.matcher(String.valueOf(journal.getFileName()));
        if (name.matches()) {
            String end = "/" + name.group(1) + "/" + name.group(2);
            List<String> known = trusted.stream().filter(one -> one.endsWith(end)).toList();
            if (known.size() == 1) {
                return OriginName.of(known.getFirst());
            }
        }
        return said.or(() -> signed(remains)).flatMap(OriginName::of);
    }

    private static Optional<String> signed(Remains remains) {
        try {
            return remains.note("checkpoint")
                    .map(SignedNote::text)
                    .map(Checkpoint::parse)
                    .map(Checkpoint::origin);
        } catch (JournalRefusal _) {
            return Optional.empty();
        }
    }
}
