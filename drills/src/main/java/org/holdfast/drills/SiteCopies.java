// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.Stored;

/// The entries that lie on the disk of one site, in whatever journal of whatever copy, as the files
/// themselves say: read without the node.
final class SiteCopies {
    private static final int DEPTH = 8;

    private SiteCopies() {}

    /// Leaf hashes, hexadecimal, of every entry below a signed size under this folder.
    ///
    /// @param findings told of copies that cannot be read
    static Set<String> leaves(Path folder, Consumer<String> findings) throws IOException {
        Set<String> leaves = new HashSet<>();
        for (Path journal : journals(folder)) {
            try (JournalDirectory copy = JournalDirectory.openForReading(journal)) {
                long size = copy.signedSize().value();
                for (long next = 0; next < size; ) {
                    List<Stored> records = copy.readOn(new EntryIndex(next));
                    if (records.isEmpty()) {
                        throw new IOException("no entry " + next + " of " + size);
                    }
                    for (Stored record : records) {
                        if (next < size) {
                            leaves.add(MerkleTree.leafHash(record.entry()).hex());
                        }
                        next++;
                    }
                }
            } catch (JournalRefusal | JournalFault | IOException | UncheckedIOException wrong) {
                findings.accept("the copy in " + journal + ": " + wrong.getMessage());
            }
        }
        return leaves;
    }

    /// Folders with a journal's key and a checkpoint.
    private static List<Path> journals(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(
                folder,
                Set.of(),
                DEPTH,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path one, BasicFileAttributes at) {
                        if (Files.exists(one.resolve("vkey"))
                                && Files.exists(one.resolve("checkpoint"))) {
                            found.add(one);
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path one, IOException gone) {
                        return FileVisitResult.CONTINUE; // a living node removes files of its own
                    }
                });
        return found;
    }
}
