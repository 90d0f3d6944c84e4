// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.holdfast.journal.JournalFault.Code;
import org.holdfast.journal.JournalRefusal.Reason;

/// One journal's copy in a mirror: saves entries that are proved for a pending checkpoint, and
/// publishes that checkpoint when all its entries are here; C2SP tlog-mirror. Thread-safe: several
/// uploads may run at once, and only saving and publishing are in turn.
///
/// What a crash means: entries are on disk from a package on that was answered; packages of an
/// upload that was cut short are on disk or not, and the client hears from where to go on. All of
/// them were proved for a checkpoint that was durable before.
final class MirroredLog {
    /// How far below the next entry an upload may start: what one request can hold, so that a
    /// client whose answer was lost may send the same again.
    private static final long MAX_BEHIND = (long) AddEntries.MAX_PACKAGES * TilePath.FULL;

    private final JournalDirectory copy;
    private final WitnessStore pending;
    private final Tickets tickets;
    private final UnaryOperator<SignedNote> cosigning;
    private final Object saving = new Object();

    MirroredLog(
            JournalDirectory copy,
            WitnessStore pending,
            Tickets tickets,
            UnaryOperator<SignedNote> cosigning) {
        this.copy = copy;
        this.pending = pending;
        this.tickets = tickets;
        this.cosigning = cosigning;
        requireWhole();
    }

    JournalDirectory copy() {
        return copy;
    }

    /// Every entry here was proved for a pending checkpoint; when the latest one covers fewer, the
    /// store or the copy was lost or put back.
    private void requireWhole() {
        TreeSize size = pending.latest(copy.origin()).map(MirroredLog::size).orElse(TreeSize.EMPTY);
        if (size.compareTo(copy.durableSize()) < 0) {
            throw new JournalFault(
                    Code.CORRUPT,
                    "pending is %s, entries are here up to %s: state was lost"
                            .formatted(size, copy.durableSize()));
        }
    }

    Answer add(AddEntries request) {
        Optional<SignedNote> latest = pending.latest(copy.origin());
        if (latest.isEmpty()) {
            return new Answer.Unproven("no pending checkpoint");
        }
        Optional<SignedNote> target = target(request, latest.get());
        if (target.isEmpty() || request.end().compareTo(copy.signedSize()) < 0) {
            return new Answer.OtherEntries(info(latest.get()));
        }
        long next = copy.durableSize().value();
        long start = request.start().value();
        if (start > next || start < next - MAX_BEHIND) {
            return new Answer.OtherEntries(info(target.get()));
        }
        int saved = 0;
        try {
            saved = savePackages(request, Checkpoint.parse(target.get().text()));
        } catch (JournalRefusal e) {
            return new Answer.Unproven("entries are not proved: " + e.reason());
        }
        if (request.isComplete()) {
            return publish(request, target.get());
        }
        return saved == 0
                ? new Answer.Malformed("the first package is cut off")
                : new Answer.Partly(info(target.get()));
    }

    /// The checkpoint that the range ends at: the pending one, or one from a ticket of this mirror.
    private Optional<SignedNote> target(AddEntries request, SignedNote latest) {
        if (size(latest).equals(request.end())) {
            return Optional.of(latest);
        }
        return tickets.note(request.ticket())
                .filter(note -> size(note).equals(request.end()))
                .filter(note -> Checkpoint.parse(note.text()).origin().equals(copy.origin()));
    }

    /// Saves package after package; returns how many.
    private int savePackages(AddEntries request, Checkpoint tree) {
        int saved = 0;
        while (saved < AddEntries.MAX_PACKAGES) {
            Optional<EntryPackage> each = request.next();
            if (each.isEmpty()) {
                break;
            }
            save(each.get(), tree);
            saved++;
        }
        return saved;
    }

    private void save(EntryPackage each, Checkpoint tree) {
        each.verify(before(each), tree);
        synchronized (saving) {
            // "If some entry has already been written, the mirror MUST skip saving that entry."
            List<NewEntry> fresh = each.from(new EntryIndex(copy.durableSize().value()));
            if (!fresh.isEmpty()) {
                copy.append(fresh);
            }
        }
    }

    /// The entries of a package's bundle that come before it, which are here.
    private List<byte[]> before(EntryPackage each) {
        try {
            return copy.scan(each.bundle())
                    .limit(each.start().value() - each.bundle().value())
                    .map(JournalEntry::entry)
                    .toList();
        } catch (JournalRefusal e) {
            throw new JournalFault(Code.CORRUPT, "the copy's own entries are not readable", e);
        }
    }

    /// All entries of the checkpoint are durable: puts it in place, cosigned.
    private Answer publish(AddEntries request, SignedNote target) {
        synchronized (saving) {
            if (request.end().compareTo(copy.signedSize()) < 0) {
                return new Answer.OtherEntries(info(target));
            }
            try {
                copy.adopt(target, cosigning);
            } catch (JournalRefusal e) {
                return refused(e, target);
            }
            SignedNote published = copy.checkpoint().orElseThrow();
            return new Answer.Cosigned(List.of(published.signatures().getLast()));
        }
    }

    private Answer refused(JournalRefusal why, SignedNote target) {
        if (why.reason() == Reason.NOTE_DIFFERS) {
            return new Answer.Unproven("another text of this size is published");
        }
        if (why.reason() == Reason.SIZES_REVERSED) {
            return new Answer.OtherEntries(info(target));
        }
        throw new JournalFault(Code.CORRUPT, "proved entries do not give the signed root", why);
    }

    private Answer.MirrorInfo info(SignedNote note) {
        return new Answer.MirrorInfo(
                size(note), new EntryIndex(copy.durableSize().value()), tickets.ticket(note));
    }

    private static TreeSize size(SignedNote note) {
        return Checkpoint.parse(note.text()).size();
    }
}
