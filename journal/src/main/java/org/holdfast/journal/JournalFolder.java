// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.journal.JournalFault.Code;
import org.holdfast.journal.JournalRefusal.Reason;

/// The steps of making and opening a journal's folder.
final class JournalFolder {
    private JournalFolder() {}

    /// Makes the folder under another name, forces it, and renames it.
    static void create(Path folder, String origin, NoteVerifier verifier, Disk disk) {
        if (!verifier.name().equals(origin)) {
            throw new JournalRefusal(
                    Reason.ORIGIN_DIFFERS,
                    "the key's name must be " + origin + ", found " + verifier.name());
        }
        if (Files.exists(folder)) {
            throw new JournalFault(Code.ALREADY_EXISTS, "there is a folder already");
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("a journal's folder has a parent");
        }
        Path made = parent.resolve(folder.getFileName() + ".new");
        disk.makeFolder(made);
        text(disk, made.resolve("origin"), origin);
        text(disk, made.resolve("vkey"), verifier.vkey());
        for (String inner : new String[] {"blobs", "tile", "staging"}) {
            disk.makeFolder(made.resolve(inner));
        }
        disk.forceFolder(made);
        disk.rename(made, folder);
        disk.forceFolder(parent);
    }

    private static void text(Disk disk, Path file, String line) {
        disk.delete(file);
        disk.write(file, 0, (line + "\n").getBytes(StandardCharsets.UTF_8));
        disk.force(file);
    }

    /// The journal's key, whose name must be its origin.
    static NoteVerifier verifier(Path folder) {
        NoteVerifier verifier = NoteVerifier.parse(line(folder.resolve("vkey")));
        String origin = line(folder.resolve("origin"));
        if (!verifier.name().equals(origin)) {
            throw new JournalFault(
                    Code.CORRUPT, "origin " + origin + ", key of " + verifier.name());
        }
        return verifier;
    }

    private static String line(Path file) {
        return Source.file(file)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                .orElseThrow(
                        () -> new JournalFault(Code.NOT_A_JOURNAL, "no " + file.getFileName()));
    }

    /// The published checkpoint, verified; empty when there is none.
    static Optional<Head> head(Source source, NoteVerifier verifier) {
        return source.read("checkpoint")
                .map(SignedNote::parse)
                .map(note -> new Head(note, verifier.checkpoint(note)));
    }

    /// The edge of the signed tree, whose root must be the signed one.
    static Edge edge(Source source, Optional<Head> head) {
        if (head.isEmpty()) {
            return new Edge();
        }
        Checkpoint signed = head.get().checkpoint();
        Edge edge = Edge.load(source, signed.size().value());
        if (!edge.root().equals(signed.root())) {
            throw new JournalFault(
                    Code.CORRUPT,
                    "signed root %s, the tiles give %s".formatted(signed.root(), edge.root()));
        }
        return edge;
    }

    /// Removes partial tiles that a crash left beside full ones, newest first.
    static void removeStalePartials(Path folder, Staging staging, long signed) {
        for (int level = TilePath.ENTRIES; level <= 7; level++) {
            long hashes = signed >> (8 * Math.max(level, 0));
            for (long n = hashes / TilePath.FULL - 1; n >= 0; n--) {
                TilePath full = new TilePath(level, n, TilePath.FULL);
                if (!Files.isDirectory(folder.resolve(full.partialFolder()))) {
                    break;
                }
                staging.removePartials(full);
            }
        }
    }

    /// Whole records, as a reader finds them. What is under a checkpoint was durable before that
    /// was signed, and is looked at when it is read.
    static long durable(BlobFiles files, TreeSize signed) {
        long count = files.count();
        if (count == 0) {
            return 0;
        }
        return (count - 1) * BlobFiles.RECORDS + files.walk(count - 1, signed).length - 1;
    }
}
