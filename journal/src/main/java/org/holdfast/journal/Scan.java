// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.holdfast.journal.JournalRefusal.Reason;

/// Reads entries in order, a bundle at a time: from the entry bundles where these are full, else
/// from the blob files. Holds no file open between bundles.
final class Scan {
    private final Source source;
    private final BlobFiles files;
    private final long signed;
    private final long durable;

    Scan(Source source, BlobFiles files, TreeSize signed, TreeSize durable) {
        this.source = source;
        this.files = files;
        this.signed = signed.value();
        this.durable = durable.value();
    }

    Stream<JournalEntry> from(EntryIndex from) {
        if (from.value() >= durable) {
            return Stream.empty();
        }
        return LongStream.rangeClosed(from.value() / TilePath.FULL, (durable - 1) / TilePath.FULL)
                .boxed()
                .flatMap(number -> bundle(number, from.value()));
    }

    private Stream<JournalEntry> bundle(long number, long from) {
        long first = number * TilePath.FULL;
        long start = Math.max(first, from);
        long end = Math.min(durable, first + TilePath.FULL);
        List<byte[]> entries;
        if (first + TilePath.FULL <= signed) {
            entries = full(number).subList((int) (start - first), TilePath.FULL);
        } else {
            entries = files.entries(start, end);
        }
        return LongStream.range(start, end)
                .mapToObj(i -> new JournalEntry(new EntryIndex(i), entries.get((int) (i - start))));
    }

    private List<byte[]> full(long number) {
        String path = TilePath.entries(number, TilePath.FULL).path();
        byte[] bytes =
                source.read(path).orElseThrow(() -> new JournalRefusal(Reason.FILE_MISSING, path));
        return EntryBundle.parse(bytes, TilePath.FULL);
    }
}
