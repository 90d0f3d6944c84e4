// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.EntryBundle;
import org.holdfast.journal.HttpFiles;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.TilePath;
import org.holdfast.journal.TreeSize;
import org.holdfast.ledger.Audits.Kind;

/// The copy of a journal that another place serves, compared with the one here. Thread-safe.
final class OtherCopy {
    private static final int MOST_BUNDLE = TilePath.FULL * (2 + NewEntry.MAX_ENTRY_BYTES);

    private final HttpFiles files;

    OtherCopy(HttpFiles files) {
        this.files = files;
    }

    /// What is not the same there.
    record Difference(Kind kind, String what) {}

    /// Compares one entry and the checkpoint over it; empty when both fit, or when the other place
    /// does not vouch for the entry yet.
    ///
    /// @throws JournalFault with `NETWORK` when the place does not answer, or with something that
    ///   is no checkpoint by this journal's key
    Optional<Difference> compare(URI address, Chapter chapter, long index, byte[] entry) {
        String base = address.toString().replaceFirst("/*$", "") + "/journal/" + chapter.name();
        Optional<byte[]> text = files.get(URI.create(base + "/checkpoint"), SignedNote.MAX_BYTES);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Checkpoint head;
        try {
            head = chapter.directory().verifier().checkpoint(SignedNote.parse(text.get()));
        } catch (JournalRefusal other) {
            // Another site, another form: whatever this is, this site's key did not sign it.
            throw new JournalFault(
                    JournalFault.Code.NETWORK,
                    "no checkpoint of " + chapter.name() + " there: " + other.getMessage(),
                    other);
        }
        try {
            return differs(chapter, head).or(() -> differs(base, head, index, entry));
        } catch (JournalRefusal refused) {
            return Optional.of(new Difference(Kind.DAMAGED, "its bundle: " + refused.getMessage()));
        }
    }

    private static Optional<Difference> differs(Chapter chapter, Checkpoint head) {
        TreeSize here = chapter.directory().signedSize();
        if (head.size().value() > here.value()) {
            return Optional.of(
                    new Difference(
                            Kind.SPLIT_VIEW,
                            "it has a checkpoint of %d entries, here are %d"
                                    .formatted(head.size().value(), here.value())));
        }
        return chapter.directory().root(head.size()).equals(head.root())
                ? Optional.empty()
                : Optional.of(
                        new Difference(
                                Kind.SPLIT_VIEW,
                                "its root of %d entries is another"
                                        .formatted(head.size().value())));
    }

    private Optional<Difference> differs(String base, Checkpoint head, long index, byte[] entry) {
        long size = head.size().value();
        if (index >= size) {
            return Optional.empty();
        }
        long number = index / TilePath.FULL;
        int width = (int) Math.min(TilePath.FULL, size - number * TilePath.FULL);
        Optional<List<byte[]>> bundle = bundle(base, number, width);
        int at = (int) (index % TilePath.FULL);
        if (bundle.isEmpty() || bundle.get().size() <= at) {
            return Optional.of(
                    new Difference(
                            Kind.MISSING,
                            "it vouches for %d entries and does not give this one"
                                    .formatted(size)));
        }
        return Arrays.equals(bundle.get().get(at), entry)
                ? Optional.empty()
                : Optional.of(new Difference(Kind.DAMAGED, "its entry is another"));
    }

    /// The bundle; the full one when the partial one is gone, as a reader of tiles must try.
    private Optional<List<byte[]>> bundle(String base, long number, int width) {
        TilePath path = TilePath.entries(number, width);
        Optional<byte[]> bytes = files.get(URI.create(base + "/" + path.path()), MOST_BUNDLE);
        if (bytes.isPresent()) {
            return Optional.of(EntryBundle.parse(bytes.get(), width));
        }
        return path.isFull()
                ? Optional.empty()
                : files.get(URI.create(base + "/" + path.full().path()), MOST_BUNDLE)
                        .map(full -> EntryBundle.parse(full, TilePath.FULL));
    }
}
