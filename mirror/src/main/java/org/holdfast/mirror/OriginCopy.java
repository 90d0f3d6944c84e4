// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.MirrorCopy;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.NoteSignature;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.Stored;
import org.holdfast.journal.TreeSize;

/// The copy of one origin, written by looks at the office and by pushes, one at a time: every
/// method that writes is called with the copy's lock held (see [Copies]).
///
/// One step, and what a crash behind each line means:
/// 1. Records are fetched, checked against what their entries name, and appended, durably. A crash:
///    they are there at the next start, and the fetching goes on behind them. What an act of
///    erasure names is written as zeros, see [MirrorErasing].
/// 2. The office's checkpoint is adopted: tiles are made and the root must be the same. A crash
///    before the rename: it is adopted again. Behind it: nobody has a cosignature yet.
/// 3. Only now both keys sign. A crash: signed again later, the same size or a larger one. The
///    witness key does not sign where it has signed a larger tree upon a push.
///
/// A push brings entries that are proved for a checkpoint of the journal's key, without what they
/// name. Step 1 is the same: the records come from the office, and must hold these very entries.
/// Without them nothing is kept, so that nothing is cosigned. Step 2 and the mirror key's
/// cosignature then come in one, behind the tiles.
final class OriginCopy implements AutoCloseable {
    private final String name;
    private final JournalDirectory directory;
    private final NoteVerifier key;
    private volatile Optional<Boolean> certified = Optional.empty();
    private Optional<SignedNote> compared = Optional.empty();
    private List<NewEntry> ahead = List.of();
    private long aheadFrom;

    private OriginCopy(String name, JournalDirectory directory) {
        this.name = name;
        this.directory = directory;
        this.key = directory.verifier();
    }

    /// Opens a copy that is there.
    static OriginCopy open(String name, Path folder) {
        return new OriginCopy(name, JournalDirectory.open(folder));
    }

    /// Refuses what an office lists when this copy knows better: another key under the same name,
    /// or fewer entries than it has signed before.
    ///
    /// @param least entries that this copy had signed when the office was asked for its list: a
    ///   push may have brought more since
    void requireStillOf(OfficeRoutes.Listed now, long least) {
        if (!key.vkey().equals(now.vkey())) {
            throw new MirrorAlarm(
                    MirrorAlarm.Kind.SPLIT_VIEW, now.name() + " has another key than before");
        }
        if (now.size() < least) {
            throw new MirrorAlarm(
                    MirrorAlarm.Kind.ROLLBACK,
                    "the office lists %d entries of %s, of which this copy has %d: entries from index"
                                    .formatted(now.size(), now.name(), least)
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
                listed.name(), JournalDirectory.create(folder, listed.origin(), listed.vkey()));
    }

    private static void requireContinued(
            OfficeRoutes.Listed listed, Continuity says, Optional<OriginCopy> before) {
        if (before.isEmpty()) {
            return;
        }
        OriginCopy last = before.get();
        Continuity.Previous previous =
                says.previous()
                        .filter(p -> p.origin().equals(last.directory.origin()))
                        .orElseThrow(() ->
                                new MirrorAlarm(
                                        MirrorAlarm.Kind.SPLIT_VIEW,
                                        listed.name() + " does not follow " + last.name));
        long have = last.signed();
        if (previous.size() < have) {
            throw new MirrorAlarm(
                    MirrorAlarm.Kind.ROLLBACK,
                    "%s begins after entry %d of %s, of which this copy has entries up to %d: the"
                                    .formatted(
                                            listed.name(), previous.size() - 1, last.name, have - 1)
                            + " office has lost those between");
        }
        if (previous.size() > have) {
            throw new MirrorAlarm(
                    MirrorAlarm.Kind.MISSING,
                    "%s ended at %d entries, this copy has %d and got no more"
                            .formatted(last.name, previous.size(), have));
        }
        if (!last.root().equals(previous.root())) {
            throw new MirrorAlarm(
                    MirrorAlarm.Kind.SPLIT_VIEW,
                    listed.name() + " begins from another root of " + last.name);
        }
    }

    String name() {
        return name;
    }

    /// Whether its first entry is here and says that a root certified its key.
    boolean isCertified(X509Certificate root) {
        if (certified.isEmpty() && directory.durableSize().value() > 0) {
            certified = Optional.of(certifiedBy(root));
        }
        return certified.orElse(false);
    }

    private boolean certifiedBy(X509Certificate root) {
        try {
            Stored opening = directory.read(new EntryIndex(0));
            var _ = Continuity.of(new NewEntry(opening.entry(), opening.blobs()), key.vkey(), root);
            return true;
        } catch (IllegalArgumentException | JournalRefusal not) {
            return false;
        }
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
    Optional<SignedNote> follow(SignedNote proposal, Surroundings around) throws IOException {
        Checkpoint head = key.through(around.fast()).checkpoint(proposal);
        if (head.size().value() < signed()) {
            return Optional.empty();
        }
        while (directory.durableSize().value() < head.size().value()) {
            long next = directory.durableSize().value();
            List<NewEntry> records = records(around.office(), next);
            keep(upTo(records, head.size().value() - next), around.erasing());
        }
        forget();
        directory.adopt(proposal);
        around.erasing().learn(name, directory);
        if (!around.erasing().isExplained(name)) {
            return Optional.empty();
        }
        Instant now = around.clock().instant();
        List<NoteSignature> lines = new ArrayList<>();
        lines.add(around.keys().mirror().cosign(proposal, now));
        if (isLargestSeen(around.seen())) {
            lines.add(around.keys().witness().cosign(proposal, now));
        }
        SignedNote mine = proposal.with(lines);
        directory.adopt(mine);
        return Optional.of(mine);
    }

    /// Whether nothing larger was taken by a push than this copy has adopted. What is smaller must
    /// be its beginning.
    private boolean isLargestSeen(SeenCheckpoints seen) {
        Optional<SignedNote> note = seen.latest(directory.origin());
        if (note.isEmpty() || note.equals(compared)) {
            return true;
        }
        Checkpoint taken = Checkpoint.parse(note.get().text());
        if (taken.size().value() > signed()) {
            return false;
        }
        if (!directory.root(taken.size()).equals(taken.root())) {
            throw new MirrorAlarm(
                    MirrorAlarm.Kind.SPLIT_VIEW,
                    "two checkpoints of %s are signed that have two pasts, of %d and %d entries"
                            .formatted(name, taken.size().value(), signed()));
        }
        compared = note;
        return true;
    }

    /// Keeps entries that are proved for a checkpoint, with what they name.
    ///
    /// @param start at most the next entry
    /// @throws MirrorCopy.CannotKeep when the office does not give what they name
    void bring(EntryIndex start, List<byte[]> proved, Surroundings around) {
        long end = start.value() + proved.size();
        for (long next = durable(); next < end; next = durable()) {
            List<NewEntry> wanted;
            try {
                wanted = upTo(records(around.office(), next), end - next);
            } catch (IOException | JournalRefusal silent) {
                throw new MirrorCopy.CannotKeep(
                        ("entry %d of %s came without its blobs and key, as the format has it,"
                                        + " and the office does not give them now")
                                .formatted(next, name));
            }
            for (int i = 0; i < wanted.size(); i++) {
                int at = (int) (next - start.value()) + i;
                if (!Arrays.equals(wanted.get(i).entry(), proved.get(at))) {
                    throw new MirrorAlarm(
                            MirrorAlarm.Kind.SPLIT_VIEW,
                            ("the office gives another entry %d of %s than a checkpoint covers"
                                            + " that its key signed")
                                    .formatted(next + i, name));
                }
            }
            keep(wanted, around.erasing());
        }
    }

    /// Adopts a checkpoint whose entries are all here, cosigned by the mirror key.
    NoteSignature publish(SignedNote target, Surroundings around) {
        forget();
        List<NoteSignature> made = new ArrayList<>();
        try {
            directory.adopt(
                    target,
                    note -> {
                        made.add(around.keys().mirror().cosign(note, around.clock().instant()));
                        return note.with(made);
                    });
        } catch (JournalRefusal refused) {
            if (refused.reason() == JournalRefusal.Reason.ROOT_DIFFERS) {
                throw new MirrorAlarm(
                        MirrorAlarm.Kind.SPLIT_VIEW,
                        ("the office gave other entries of %s than a checkpoint covers"
                                        + " that its key signed")
                                .formatted(name),
                        refused);
            }
            throw refused;
        }
        return made.getFirst();
    }

    /// Lets records go that were fetched and not needed yet.
    void forget() {
        ahead = List.of();
    }

    private long durable() {
        return directory.durableSize().value();
    }

    /// Records from an index on, at least one; those that the office sent beyond what was kept are
    /// not fetched twice.
    private List<NewEntry> records(OfficeRoutes office, long next) throws IOException {
        if (ahead.isEmpty() || aheadFrom != next) {
            ahead = office.records(name, next);
            aheadFrom = next;
        }
        if (ahead.isEmpty()) {
            throw new IOException("the office sent no records");
        }
        return ahead;
    }

    private static List<NewEntry> upTo(List<NewEntry> records, long most) {
        return records.subList(0, (int) Math.min(most, records.size()));
    }

    /// Appends records behind what is here, once each was checked against what its entry names.
    private void keep(List<NewEntry> wanted, MirrorErasing erasing) {
        long first = durable();
        List<NewEntry> kept = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            try {
                LeafNames names = LeafNames.of(wanted.get(i).entry());
                names.requireWhole(wanted.get(i));
                kept.add(erasing.keep(name, first + i, names, wanted.get(i)));
            } catch (IllegalArgumentException e) {
                throw new MirrorAlarm(
                        MirrorAlarm.Kind.DAMAGED,
                        "entry %d of %s: %s".formatted(first + i, name, e.getMessage()),
                        e);
            }
        }
        erasing.note();
        directory.append(kept);
        ahead = List.copyOf(ahead.subList(wanted.size(), ahead.size()));
        aheadFrom = first + wanted.size();
    }

    @Override
    public void close() {
        directory.close();
    }
}
