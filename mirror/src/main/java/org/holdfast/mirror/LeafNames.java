// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.holdfast.journal.CborReader;
import org.holdfast.journal.Hash;
import org.holdfast.journal.NewEntry;

/// What an entry says must lie beside it (docs/formats.md, "Entries"): the payload, the
/// attachments, and the wrapped data key when one is named. Opens nothing.
record LeafNames(boolean keyed, List<Hash> blobs) {
    private static final int KEY = 8;
    private static final int PAYLOAD = 9;
    private static final int ATTACHMENTS = 11;
    private static final List<Integer> TEXTS = List.of(2, 4);
    private static final List<Integer> NUMBERS = List.of(1, 3, 6);

    LeafNames {
        blobs = List.copyOf(blobs);
    }

    /// Reads the map of an entry; throws `IllegalArgumentException` on any other form.
    static LeafNames of(byte[] entry) {
        CborReader in = new CborReader(entry);
        int fields = in.map();
        boolean keyed = false;
        List<Hash> blobs = new ArrayList<>();
        for (int i = 0; i < fields; i++) {
            int field = (int) Math.min(Integer.MAX_VALUE, in.unsigned());
            if (TEXTS.contains(field)) {
                in.text();
            } else if (NUMBERS.contains(field)) {
                in.unsigned();
            } else if (field == ATTACHMENTS) {
                int count = in.array();
                for (int k = 0; k < count; k++) {
                    blobs.add(Hash.of(in.bytes()));
                }
            } else {
                byte[] bytes = in.bytes();
                keyed |= field == KEY;
                if (field == PAYLOAD) {
                    blobs.add(Hash.of(bytes));
                }
            }
        }
        in.end();
        return new LeafNames(keyed, blobs);
    }

    /// Refuses a record that is not whole: a blob that is not what the entry names, or a key that
    /// is not there. Where the key's place is empty it was erased for ever, and the blobs are
    /// zeros.
    void requireWhole(NewEntry record) {
        int expected = blobs.size() + (keyed ? 1 : 0);
        if (record.blobs().size() != expected) {
            throw new IllegalArgumentException(
                    "expected " + expected + " blobs, found " + record.blobs().size());
        }
        boolean erased = keyed && record.blobs().getLast().length == 0;
        for (int i = 0; i < blobs.size(); i++) {
            byte[] blob = record.blobs().get(i);
            if (!blobs.get(i).equals(sha256(blob)) && !(erased && isZero(blob))) {
                throw new IllegalArgumentException("blob " + i + " is not what the entry names");
            }
        }
    }

    private static boolean isZero(byte[] blob) {
        return Arrays.equals(blob, new byte[blob.length]);
    }

    private static Hash sha256(byte[] bytes) {
        try {
            return Hash.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
