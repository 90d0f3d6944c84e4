// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.CborReader;
import org.holdfast.journal.Hash;
import org.holdfast.verifier.Erasures;

/// What an entry says of itself and of what lies beside it (docs/formats.md, "Entries"): the
/// payload first, then the attachments, and the wrapped data key when one is named.
///
/// @param time seconds since 1970-01-01 UTC
/// @param key the data key that is named, hexadecimal
/// @param blobs SHA-256 of each blob as stored
record EntryClaims(String type, long time, Optional<String> key, List<Hash> blobs) {
    private static final int TYPE = 2;
    private static final int TIME = 3;
    private static final int KEY = 8;
    private static final int PAYLOAD = 9;
    private static final int ATTACHMENTS = 11;
    private static final int OFFICE = 4;
    private static final int LAST = 12;
    private static final List<Integer> NUMBERS = List.of(1, 6);

    EntryClaims {
        blobs = List.copyOf(blobs);
    }

    /// Whether a data key is named, so that its wrapped form belongs behind the blobs.
    boolean keyed() {
        return key.isPresent();
    }

    /// Reads the map of an entry; empty when it is of any other form.
    static Optional<EntryClaims> of(byte[] entry) {
        try {
            return Optional.of(read(new CborReader(entry)));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private static EntryClaims read(CborReader in) {
        String type = "";
        long time = 0;
        Optional<String> key = Optional.empty();
        List<Hash> blobs = new ArrayList<>();
        int fields = in.map();
        long last = 0;
        for (int i = 0; i < fields; i++) {
            long field = in.unsigned();
            if (field <= last || field > LAST) {
                throw new IllegalArgumentException("field " + field + " after field " + last);
            }
            last = field;
            switch ((int) field) {
                case TYPE -> type = new String(in.text(), StandardCharsets.UTF_8);
                case OFFICE -> in.text();
                case TIME -> time = in.unsigned();
                case PAYLOAD -> blobs.add(Hash.of(in.bytes()));
                case ATTACHMENTS -> {
                    int count = in.array();
                    for (int k = 0; k < count; k++) {
                        blobs.add(Hash.of(in.bytes()));
                    }
                }
                default -> {
                    if (NUMBERS.contains((int) field)) {
                        in.unsigned();
                    } else {
                        byte[] bytes = in.bytes();
                        key = field == KEY ? Optional.of(Erasures.hex(bytes)) : key;
                    }
                }
            }
        }
        in.end();
        return new EntryClaims(type, time, key, blobs);
    }
}
