// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;

/// Checks that the blob files hold a whole record, with the same entry, for every signed entry.
final class BlobCheck {
    private final BlobFiles files;
    private final Source source;

    BlobCheck(Path folder, Source source) {
        this.files = new BlobFiles(folder.resolve("blobs"));
        this.source = source;
    }

    /// Returns how many whole records there are in all, signed or not.
    long check(long signed) {
        long records = 0;
        long count = files.count();
        for (long number = 0; number < count; number++) {
            int found = files.walk(number, true).length - 1;
            records += found;
            compare(number, Math.clamp(signed - number * BlobFiles.RECORDS, 0, 256), found);
            long broken = number * BlobFiles.RECORDS + found;
            if (found < BlobFiles.RECORDS && (number < count - 1 || broken < signed)) {
                throw new JournalRefusal(
                        Reason.MALFORMED_RECORD,
                        "entry " + broken + " is not whole in blob file " + number);
            }
        }
        if (records < signed) {
            throw new JournalRefusal(
                    Reason.MALFORMED_RECORD,
                    "%d entries are signed, blob files hold %d".formatted(signed, records));
        }
        return records;
    }

    private void compare(long number, int signed, int found) {
        int both = Math.min(signed, found);
        if (both == 0) {
            return;
        }
        long first = number * BlobFiles.RECORDS;
        List<byte[]> stored = files.entries(first, first + both);
        List<byte[]> published = JournalVerifier.entries(source, number, signed);
        for (int i = 0; i < both; i++) {
            if (!Arrays.equals(stored.get(i), published.get(i))) {
                throw new JournalRefusal(
                        Reason.ENTRY_DIFFERS, "entry " + (first + i) + " in the blob file");
            }
        }
    }
}
