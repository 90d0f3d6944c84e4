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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.Stored;

/// The entries that lie on the disk of one site with all their bytes, in whatever journal of
/// whatever copy, as the files themselves say: read without the node. Whoever looks again reads on
/// where it stopped. For one thread.
final class SiteCopies {
    private static final int DEPTH = 8;

    private final Path folder;
    private final Marks marks;
    private final Map<Path, Long> read = new HashMap<>();
    private final Set<String> leaves = new HashSet<>();

    /// How long journals were, by their names, when a run began: what is acknowledged in it is
    /// behind, and nothing before is read. A journal without a mark is read from its beginning.
    record Marks(Map<String, Long> sizes) {
        static final Marks NONE = new Marks(Map.of());

        Marks {
            sizes = Map.copyOf(sizes);
        }

        private long of(Path journal) {
            return sizes.getOrDefault(name(journal), 0L);
        }
    }

    /// @param folder of the site's node
    SiteCopies(Path folder, Marks marks) {
        this.folder = folder;
        this.marks = marks;
    }

    private static String name(Path journal) {
        return journal.getFileName().toString();
    }

    /// The shortest of all copies of each journal now.
    static Marks marks(Collection<SiteNodes.Node> nodes) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        for (SiteNodes.Node node : nodes) {
            for (Path journal : journals(node.folder())) {
                long size = 0;
                try (JournalDirectory copy = JournalDirectory.openForReading(journal)) {
                    size = copy.signedSize().value();
                } catch (JournalRefusal | JournalFault | UncheckedIOException unreadable) {
                    // read from its beginning, and said then
                }
                sizes.merge(name(journal), size, Math::min);
            }
        }
        return new Marks(sizes);
    }

    /// Leaf hashes, hexadecimal, of every entry below a signed size and behind the marks.
    ///
    /// @param findings told of copies that cannot be read
    Set<String> leaves(Consumer<String> findings) throws IOException {
        for (Path journal : journals(folder)) {
            try (JournalDirectory copy = JournalDirectory.openForReading(journal)) {
                long size = copy.signedSize().value();
                long next = read.getOrDefault(journal, marks.of(journal));
                while (next < size) {
                    List<Stored> records = copy.readOn(new EntryIndex(next));
                    if (records.isEmpty()) {
                        throw new IOException("no entry " + next + " of " + size);
                    }
                    for (Stored record : records) {
                        if (next < size) {
                            leaves.add(MerkleTree.leafHash(record.entry()).hex());
                            next++;
                        }
                    }
                    read.put(journal, next);
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
