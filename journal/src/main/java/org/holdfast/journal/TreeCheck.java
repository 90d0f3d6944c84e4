// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.Arrays;
import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;

/// Computes one tree from its entry bundles and compares every tile of every level on the way. Each
/// file is read once. For one use by one thread.
final class TreeCheck {
    /// Bundles, and the tiles above them, that a distant source is asked for before their turn.
    private static final int AHEAD = 8;

    private final Source source;
    private final Edge edge = new Edge();

    /// The bundle that was read last, which must be what its entries make again.
    private Bundle bundle = new Bundle(new byte[0], true);

    TreeCheck(Source source) {
        this.source = source;
    }

    /// The bytes of a bundle; exact unless the full bundle came in a partial one's place.
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared as a record
    private record Bundle(byte[] bytes, boolean exact) {
        static Bundle read(Source source, TilePath path) {
            return source.read(path.path())
                    .map(bytes -> new Bundle(bytes, true))
                    .orElseGet(() -> new Bundle(required(source, path.full()), path.isFull()));
        }

        List<byte[]> entries(TilePath path) {
            List<byte[]> entries;
            try {
                entries = EntryBundle.parseAll(bytes);
            } catch (JournalRefusal e) {
                throw new JournalRefusal(e.reason(), "cut off" + where(path), e);
            }
            if (entries.size() < path.width()) {
                throw new JournalRefusal(
                        Reason.MALFORMED_BUNDLE,
                        "expected %d entries, found %d%s"
                                .formatted(path.width(), entries.size(), where(path)));
            }
            return entries.subList(0, path.width());
        }
    }

    /// The root over the first entries.
    Hash root(TreeSize size, JournalVerifier.Progress progress) {
        long full = size.value() / TilePath.FULL;
        for (long number = 0; number < Math.min(AHEAD, full); number++) {
            readSoon(number);
        }
        for (long first = 0; first < size.value(); first += TilePath.FULL) {
            if (first / TilePath.FULL + AHEAD < full) {
                readSoon(first / TilePath.FULL + AHEAD);
            }
            int width = (int) Math.min(TilePath.FULL, size.value() - first);
            TilePath path = TilePath.entries(first / TilePath.FULL, width);
            bundle = Bundle.read(source, path);
            for (byte[] entry : bundle.entries(path)) {
                JournalEntry read = new JournalEntry(new EntryIndex(edge.size()), entry);
                edge.add(entry, read.leafHash(), this::compare);
                progress.entry(read, size);
            }
        }
        edge.partials(this::compare);
        return edge.root();
    }

    private void readSoon(long number) {
        source.readSoon(TilePath.entries(number, TilePath.FULL).path());
        source.readSoon(TilePath.hashes(0, number, TilePath.FULL).path());
    }

    /// The first entries of a bundle; the full bundle may have come in the partial one's place.
    static List<byte[]> entries(Source source, long number, int width) {
        TilePath path = TilePath.entries(number, width);
        return Bundle.read(source, path).entries(path);
    }

    private void compare(TilePath path, byte[] computed) {
        if (path.isEntries()) {
            require(Reason.ENTRY_DIFFERS, path, computed, bundle.bytes, bundle.exact);
            return;
        }
        source.read(path.path())
                .ifPresentOrElse(
                        found -> require(Reason.TILE_DIFFERS, path, computed, found, true),
                        () -> {
                            byte[] full = required(source, path.full());
                            require(Reason.TILE_DIFFERS, path, computed, full, path.isFull());
                        });
    }

    private static void require(
            Reason reason, TilePath path, byte[] computed, byte[] found, boolean exact) {
        int end = exact ? found.length : Math.min(found.length, computed.length);
        if (!Arrays.equals(found, 0, end, computed, 0, computed.length)) {
            throw new JournalRefusal(reason, "not what the entries give" + where(path));
        }
    }

    private static byte[] required(Source source, TilePath path) {
        return source.read(path.path())
                .orElseThrow(
                        () -> new JournalRefusal(Reason.FILE_MISSING, "not there" + where(path)));
    }

    /// The file and the entries below it, for people who look for the place.
    private static String where(TilePath path) {
        int height = 8 * Math.max(path.level(), 0);
        if (height > 48) {
            return ": " + path;
        }
        long first = (path.index() * TilePath.FULL) << height;
        long last = first + ((long) path.width() << height) - 1;
        return ": %s, of the entries %d to %d".formatted(path, first, last);
    }
}
