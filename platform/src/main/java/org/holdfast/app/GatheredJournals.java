// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.TreeSize;

/// The longest copy of every origin out of several folders of journals.
///
/// What stands above a checkpoint is nobody's word but that of whoever keeps the folder. So it is
/// taken from the office's own folder only; every other copy counts up to its signed size.
///
/// Copies of one origin must have one past: the longer one, cut at the size of the shorter, has the
/// shorter one's root. Otherwise nobody but a person can say which is the true one.
final class GatheredJournals {
    private final Map<String, Path> best = new TreeMap<>();
    private final Optional<Path> own;
    private final List<String> findings = new ArrayList<>();

    private GatheredJournals(Optional<Path> own) {
        this.own = own;
    }

    /// Looks at all of them.
    ///
    /// @param own the office's own folder of journals, where it counts
    /// @param others folders of journals that somebody else kept
    static GatheredJournals of(Optional<Path> own, List<Path> others) throws IOException {
        GatheredJournals gathered = new GatheredJournals(own);
        List<Path> folders = new ArrayList<>(others);
        own.ifPresent(folders::add);
        for (Path folder : folders) {
            try (Stream<Path> all = Files.list(folder)) {
                for (Path one : all.filter(GatheredJournals::isPublished).sorted().toList()) {
                    gathered.add(one);
                }
            }
        }
        return gathered;
    }

    /// An origin without a checkpoint was never published. Node journals of several sites are none
    /// of an office that is made of this: see [SiteJournals].
    private static boolean isPublished(Path folder) {
        return JournalDirectory.isJournal(folder)
                && Files.exists(folder.resolve("checkpoint"))
                && String.valueOf(folder.getFileName()).matches("(central|node)-[1-9][0-9]{0,8}");
    }

    private void add(Path folder) {
        String name = String.valueOf(folder.getFileName());
        Path other = best.get(name);
        if (other == null) {
            best.put(name, folder);
            return;
        }
        try (JournalDirectory mine = JournalDirectory.openForReading(folder);
                JournalDirectory theirs = JournalDirectory.openForReading(other)) {
            TreeSize a = mine.signedSize();
            TreeSize b = theirs.signedSize();
            TreeSize common = a.value() < b.value() ? a : b;
            if (!mine.verifier().equals(theirs.verifier())
                    || !mine.root(common).equals(theirs.root(common))) {
                findings.add(
                        "%s has two pasts: %s and %s differ below entry %d"
                                .formatted(name, folder, other, common.value()));
            } else if (a.value() > b.value() || (a.equals(b) && isOwn(folder))) {
                best.put(name, folder);
            }
        } catch (JournalRefusal | JournalFault damaged) {
            findings.add(name + ": " + damaged.getMessage());
        }
    }

    private boolean isOwn(Path folder) {
        return own.isPresent() && own.equals(Optional.ofNullable(folder.getParent()));
    }

    /// What keeps the copies from being one; empty when nothing does.
    List<String> findings() {
        return List.copyOf(findings);
    }

    /// The chosen folder of each origin, by name.
    Map<String, Path> chosen() {
        return Map.copyOf(best);
    }

    /// Brings the chosen copies into a folder that is not there yet.
    void copy(Path to) throws IOException {
        Files.createDirectories(to);
        for (Map.Entry<String, Path> one : best.entrySet()) {
            Path copy = to.resolve(one.getKey());
            if (isOwn(one.getValue())) {
                FolderCopy.copy(one.getValue(), copy);
            } else {
                SignedCopy.copy(one.getValue(), copy);
            }
        }
    }
}
