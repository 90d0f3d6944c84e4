// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.CborReader;
import org.holdfast.journal.Hash;
import org.holdfast.journal.NewEntry;

/// What an entry says must lie beside it (docs/formats.md, "Entries"): the payload, the
/// attachments, and the wrapped data key when one is named. Opens nothing.
///
/// @param type what the entry is, such as `record`
/// @param key id of the data key, hexadecimal; empty when everybody may read the payload
/// @param blobs hashes of the payload and of the attachments
record LeafNames(String type, Optional<String> key, List<Hash> blobs) {
    private static final int TYPE = 2;
    private static final int OFFICE = 4;
    private static final int KEY = 8;
    private static final int PAYLOAD = 9;
    private static final int ATTACHMENTS = 11;
    private static final List<Integer> NUMBERS = List.of(1, 3, 6);

    LeafNames {
        blobs = List.copyOf(blobs);
    }

    /// Reads the map of an entry; throws `IllegalArgumentException` on any other form.
    static LeafNames of(byte[] entry) {
        CborReader in = new CborReader(entry);
        int fields = in.map();
        String type = "";
        Optional<String> key = Optional.empty();
        List<Hash> blobs = new ArrayList<>();
        for (int i = 0; i < fields; i++) {
            int field = (int) Math.min(Integer.MAX_VALUE, in.unsigned());
            if (field == TYPE) {
                type = new String(in.text(), StandardCharsets.UTF_8);
            } else if (field == OFFICE) {
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
                if (field == KEY) {
                    key = Optional.of(HexFormat.of().formatHex(bytes));
                } else if (field == PAYLOAD) {
                    blobs.add(Hash.of(bytes));
                }
            }
        }
        in.end();
        return new LeafNames(type, key, blobs);
    }

    /// Refuses a record that is not whole: a blob that is not what the entry names, or a key that
    /// is not there. Where the key's place is empty it was erased for ever, and the blobs are
    /// zeros.
    void requireWhole(NewEntry record) {
        int expected = blobs.size() + (keyed() ? 1 : 0);
        if (record.blobs().size() != expected) {
            throw new IllegalArgumentException(
                    "expected " + expected + " blobs, found " + record.blobs().size());
        }
        boolean erased = keyed() && record.blobs().getLast().length == 0;
        for (int i = 0; i < blobs.size(); i++) {
            byte[] blob = record.blobs().get(i);
            if (!blobs.get(i).equals(sha256(blob)) && !(erased && isZero(blob))) {
                throw new IllegalArgumentException("blob " + i + " is not what the entry names");
            }
        }
    }

    boolean keyed() {
        return key.isPresent();
    }

    /// Whether a whole record has lost something that only an act of erasure may take: its key, or
    /// a blob that is zero bytes and not what the entry names.
    boolean gone(NewEntry record) {
        if (keyed() && record.blobs().getLast().length == 0) {
            return true;
        }
        for (int i = 0; i < blobs.size(); i++) {
            byte[] blob = record.blobs().get(i);
            if (isZero(blob) && !blobs.get(i).equals(sha256(blob))) {
                return true;
            }
        }
        return false;
    }

    /// A whole record as it stands once it was erased: zero bytes for its blobs, and no key.
    NewEntry erased(NewEntry record) {
        List<byte[]> zeros = new ArrayList<>();
        for (int i = 0; i < record.blobs().size(); i++) {
            zeros.add(new byte[i < blobs.size() ? record.blobs().get(i).length : 0]);
        }
        return new NewEntry(record.entry(), zeros);
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
