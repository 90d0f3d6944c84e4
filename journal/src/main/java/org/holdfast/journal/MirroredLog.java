// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;
import java.util.Optional;
import org.holdfast.journal.JournalFault.Code;
import org.holdfast.journal.JournalRefusal.Reason;

/// One journal's copy in a mirror: saves entries that are proved for a pending checkpoint, and
/// publishes that checkpoint when all its entries are here; C2SP tlog-mirror. Thread-safe: several
/// uploads may run at once, and only saving and publishing are in turn, as the [MirrorCopy] says.
///
/// What a crash means: entries are on disk from a package on that was answered; packages of an
/// upload that was cut short are on disk or not, and the client hears from where to go on. All of
/// them were proved for a checkpoint that was durable before.
final class MirroredLog {
    /// How far below the next entry an upload may start: what one request can hold, so that a
    /// client whose answer was lost may send the same again.
    private static final long MAX_BEHIND = (long) AddEntries.MAX_PACKAGES * TilePath.FULL;

    private final MirrorCopy kept;
    private final JournalDirectory copy;
    private final WitnessStore pending;
    private final Tickets tickets;

    MirroredLog(MirrorCopy kept, WitnessStore pending, Tickets tickets) {
        this.kept = kept;
        this.copy = kept.directory();
        this.pending = pending;
        this.tickets = tickets;
    }

    JournalDirectory copy() {
        return copy;
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
        Saved saved = savePackages(request, Checkpoint.parse(target.get().text()));
        Optional<Answer> stopped = saved.stopped();
        if (stopped.isPresent()
                && (saved.packages() == 0 || stopped.get() instanceof Answer.Unproven)) {
            return stopped.get();
        }
        if (request.isComplete() && stopped.isEmpty()) {
            return publish(request, target.get());
        }
        return saved.packages() == 0
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

    /// How far the packages of a request were saved, and what ended it before the last one.
    private record Saved(int packages, Optional<Answer> stopped) {}

    private Saved savePackages(AddEntries request, Checkpoint tree) {
        int saved = 0;
        try {
            while (saved < AddEntries.MAX_PACKAGES) {
                Optional<EntryPackage> each = request.next();
                if (each.isEmpty()) {
                    break;
                }
                each.get().verify(before(each.get()), tree);
                kept.save(each.get().start(), each.get().entries());
                saved++;
            }
            return new Saved(saved, Optional.empty());
        } catch (JournalRefusal e) {
            return new Saved(
                    saved,
                    Optional.of(new Answer.Unproven("entries are not proved: " + e.reason())));
        } catch (MirrorCopy.CannotKeep e) {
            return new Saved(
                    saved, Optional.of(new Answer.Unavailable(String.valueOf(e.getMessage()))));
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
        if (request.end().compareTo(copy.signedSize()) < 0) {
            return new Answer.OtherEntries(info(target));
        }
        try {
            return new Answer.Cosigned(List.of(kept.publish(target)));
        } catch (JournalRefusal e) {
            return refused(e, target);
        } catch (MirrorCopy.CannotKeep e) {
            return new Answer.Unavailable(String.valueOf(e.getMessage()));
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
