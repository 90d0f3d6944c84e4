// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.database.EmbeddedServer;

/// The folder in which an office is rebuilt: `NEW.partial` beside NEW, renamed when everything is
/// there and fits. A crash before the rename leaves NEW as it was; the next rebuild finds the
/// partial folder by its mark, stops what still runs in it, and begins from scratch.
final class RebuildFolder implements AutoCloseable {
    private static final String MARK = "REBUILDING";
    private static final List<String> KEY_FILES =
            List.of("secret", "site", "root.p12", "certificates.db");

    private final Path target;
    private final Path partial;
    private final DataFolder held;
    private boolean open = true;

    private RebuildFolder(Path target, Path partial, DataFolder held) {
        this.target = target;
        this.partial = partial;
        this.held = held;
    }

    /// @throws RebuildRefused when NEW is something already, or the partial folder is not ours
    static RebuildFolder take(Path target) throws IOException {
        if (Files.exists(target) && !isEmpty(target)) {
            throw new RebuildRefused(
                    target + " is there and not empty; a rebuild makes a new folder");
        }
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        if (Files.exists(partial) && !isEmpty(partial) && !Files.exists(partial.resolve(MARK))) {
            throw new RebuildRefused(partial + " is there and no rebuild made it; move it away");
        }
        Files.createDirectories(partial);
        Path mark = partial.resolve(MARK);
        if (!Files.exists(mark)) {
            Files.writeString(mark, "an unfinished rebuild; the next one begins anew\n");
        }
        RebuildFolder folder = new RebuildFolder(target, partial, DataFolder.take(partial));
        folder.sweep();
        return folder;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }

    /// Removes what a rebuild that died has left; its database server may still run.
    private void sweep() throws IOException {
        if (Files.isDirectory(postgres().resolve("data"))) {
            EmbeddedServer.start(postgres()).close();
        }
        for (Path path : List.of(postgres(), journals(), keys())) {
            FolderCopy.remove(path);
        }
    }

    Path postgres() {
        return partial.resolve("postgres");
    }

    Path journals() {
        return partial.resolve("journals");
    }

    Path keys() {
        return partial.resolve("keys");
    }

    /// Brings the journals and the keys in.
    ///
    /// @param sites whether the node journals of several sites are left out ([SiteJournals])
    /// @throws RebuildRefused when one of them is not what it must be
    void copy(Path journalsFrom, Path keysFrom, boolean sites) throws IOException {
        copyKeys(journalsFrom, keysFrom);
        if (sites) {
            GatheredJournals.of(Optional.of(journalsFrom), List.of()).copy(journals());
        } else {
            FolderCopy.copy(journalsFrom, journals());
        }
    }

    /// The same, with every published journal up to its checkpoint only, without those of several
    /// sites.
    void copySigned(Path journalsFrom, Path keysFrom) throws IOException {
        copyKeys(journalsFrom, keysFrom);
        GatheredJournals.of(Optional.empty(), List.of(journalsFrom)).copy(journals());
    }

    private void copyKeys(Path journalsFrom, Path keysFrom) throws IOException {
        if (!Files.isDirectory(journalsFrom)) {
            throw new RebuildRefused("there is no folder " + journalsFrom);
        }
        for (String file : KEY_FILES) {
            if (!Files.exists(keysFrom.resolve(file))) {
                throw new RebuildRefused(
                        keysFrom
                                + " has no "
                                + file
                                + "; give the key folder of the office with --keys");
            }
        }
        FolderCopy.copy(keysFrom, keys());
    }

    /// The new office is whole. Before the rename there is none; behind it there is. The mark goes
    /// last, so that a crash never leaves a partial folder that nobody made.
    void publish() throws IOException {
        close();
        Files.deleteIfExists(target);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(target.resolve(MARK));
        Path parent = target.toAbsolutePath().getParent();
        if (parent != null) {
            FolderCopy.force(parent, StandardOpenOption.READ);
        }
    }

    /// Removes the partial folder after a refusal: it holds copies of keys.
    void discard() throws IOException {
        close();
        FolderCopy.remove(partial);
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            held.close();
        }
    }
}
