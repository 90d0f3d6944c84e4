// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.TreeSize;

/// The copy of one origin. For one thread.
///
/// One step, and what a crash behind each line means:
/// 1. Records are fetched, checked against what their entries name, and appended, durably. A crash:
///    they are there at the next start, and the fetching goes on behind them. What an act of
///    erasure names is written as zeros, see [MirrorErasing].
/// 2. The office's checkpoint is adopted: tiles are made and the root must be the same. A crash
///    before the rename: it is adopted again. Behind it: nobody has a cosignature yet.
/// 3. Only now both keys sign. A crash: signed again later, the same size or a larger one.
final class OriginCopy implements AutoCloseable {
    private final OfficeRoutes.Listed listed;
    private final JournalDirectory directory;
    private final NoteVerifier key;

    private OriginCopy(OfficeRoutes.Listed listed, JournalDirectory directory) {
        this.listed = listed;
        this.directory = directory;
        this.key = directory.verifier();
    }

    /// Opens a copy that is there.
    static OriginCopy open(OfficeRoutes.Listed listed, Path folder) {
        JournalDirectory directory = JournalDirectory.open(folder);
        OriginCopy copy = new OriginCopy(listed, directory);
        boolean same = false;
        try {
            copy.requireStillOf(listed);
            same = true;
            return copy;
        } finally {
            if (!same) {
                directory.close();
            }
        }
    }

    /// Refuses what an office lists when this copy knows better: another key under the same name,
    /// or fewer entries than it has signed before.
    void requireStillOf(OfficeRoutes.Listed now) {
        if (!key.vkey().equals(now.vkey())) {
            throw new MirrorAlarm(
                    MirrorAlarm.Kind.SPLIT_VIEW, now.name() + " has another key than before");
        }
        if (now.size() < signed()) {
            throw new MirrorAlarm(
                    MirrorAlarm.Kind.ROLLBACK,
                    "the office lists %d entries of %s, of which this copy has %d: entries from index"
                                    .formatted(now.size(), now.name(), signed())
                            + " %d on are gone there".formatted(now.size()));
        }
    }

    /// Begins a copy, after its first entry was checked: certified by the pinned root, and begun
    /// where the copy of the origin before it says that one ended.
    static OriginCopy begin(
            OfficeRoutes.Listed listed,
            Path folder,
            NewEntry opening,
            X509Certificate root,
            Optional<OriginCopy> before) {
        Continuity says = Continuity.of(opening, listed.vkey(), root);
        requireContinued(listed, says, before);
        return new OriginCopy(
                listed, JournalDirectory.create(folder, listed.origin(), listed.vkey()));
    }

    private static void requireContinued(
            OfficeRoutes.Listed listed, Continuity says, Optional<OriginCopy> before) {
        if (before.isEmpty()) {
            return;
        }
        OriginCopy last = before.get();
        Continuity.Previous previous =
                says.previous()
                        .filter(p -> p.origin().equals(last.listed.origin()))
                        .orElseThrow(() ->
                                new MirrorAlarm(
                                        MirrorAlarm.Kind.SPLIT_VIEW,
                                        listed.name() + " does not follow " + last.listed.name()));
        long have = last.signed();
        if (previous.size() < have) {
            throw new MirrorAlarm(
                    MirrorAlarm.Kind.ROLLBACK,
                    "%s begins after entry %d of %s, of which this copy has entries up to %d: the"
                                    .formatted(
                                            listed.name(),
                                            previous.size() - 1,
                                            last.listed.name(),
                                            have - 1)
                            + " office has lost those between");
        }
        if (previous.size() > have) {
            throw new MirrorAlarm(
                    MirrorAlarm.Kind.MISSING,
                    "%s ended at %d entries, this copy has %d and got no more"
                            .formatted(last.listed.name(), previous.size(), have));
        }
        if (!last.root().equals(previous.root())) {
            throw new MirrorAlarm(
                    MirrorAlarm.Kind.SPLIT_VIEW,
                    listed.name() + " begins from another root of " + last.listed.name());
        }
    }

    OfficeRoutes.Listed listed() {
        return listed;
    }

    /// Entries under the adopted checkpoint.
    long signed() {
        return directory.signedSize().value();
    }

    private Hash root() {
        return directory.root(new TreeSize(signed()));
    }

    JournalDirectory directory() {
        return directory;
    }

    /// Brings the copy to a checkpoint of the office and gives it back with both cosignatures;
    /// empty when it is one that this copy has passed, or has zero records that no act names yet.
    Optional<SignedNote> follow(
            SignedNote proposal,
            OfficeRoutes office,
            MirrorKeys keys,
            InstantSource clock,
            MirrorErasing erasing)
            throws IOException {
        Checkpoint head = key.checkpoint(proposal);
        if (head.size().value() < signed()) {
            return Optional.empty();
        }
        while (directory.durableSize().value() < head.size().value()) {
            append(office.records(listed.name(), directory.durableSize().value()), head, erasing);
        }
        directory.adopt(proposal);
        erasing.learn(listed.name(), directory);
        if (!erasing.isExplained(listed.name())) {
            return Optional.empty();
        }
        SignedNote mine =
                proposal.with(
                        List.of(
                                keys.mirror().cosign(proposal, clock.instant()),
                                keys.witness().cosign(proposal, clock.instant())));
        directory.adopt(mine);
        return Optional.of(mine);
    }

    /// Appends what belongs under the checkpoint; the office may send more.
    private void append(List<NewEntry> records, Checkpoint head, MirrorErasing erasing)
            throws IOException {
        long first = directory.durableSize().value();
        long most = head.size().value() - first;
        List<NewEntry> wanted = records.subList(0, (int) Math.min(most, records.size()));
        if (wanted.isEmpty()) {
            throw new IOException("the office sent no records");
        }
        List<NewEntry> kept = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            try {
                LeafNames names = LeafNames.of(wanted.get(i).entry());
                names.requireWhole(wanted.get(i));
                kept.add(erasing.keep(listed.name(), first + i, names, wanted.get(i)));
            } catch (IllegalArgumentException e) {
                throw new MirrorAlarm(
                        MirrorAlarm.Kind.DAMAGED,
                        "entry %d of %s: %s".formatted(first + i, listed.name(), e.getMessage()),
                        e);
            }
        }
        erasing.note();
        directory.append(kept);
    }

    @Override
    public void close() {
        directory.close();
    }
}
