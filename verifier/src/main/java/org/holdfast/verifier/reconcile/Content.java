// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.security.MessageDigest;
import java.util.List;
import org.holdfast.journal.Hash;
import org.holdfast.journal.Stored;
import org.holdfast.verifier.Erasures;

/// What one copy holds of an entry's content: the blobs that the entry commits to, and the wrapped
/// data key that it names. Nothing commits to the bytes of a wrapped key; a record's CRC covers it,
/// and whoever has the master key can tell.
enum Content {
    /// No whole record.
    NONE,
    /// A blob is not what the entry commits to.
    DAMAGED,
    /// The same, though the wrapped key is there.
    KEY_ONLY,
    /// Every blob is zero bytes, as erasing leaves it; the wrapped key may be zero bytes too, or
    /// gone. Whether an act of erasure names the entry is for the walk; see [ProvedActs].
    BLANK,
    /// All blobs; the wrapped key is not in this copy, as in an office's own journals, or zero
    /// bytes stand in its place.
    KEYLESS,
    /// All blobs, and the wrapped key where the entry names one.
    WHOLE;

    /// AES key wrap of 256 bits, RFC 3394 §2.2.1.
    private static final int WRAPPED_KEY_BYTES = 40;

    static Content of(Stored record, EntryClaims claims, MessageDigest sha256) {
        List<byte[]> blobs = record.blobs();
        int own = claims.blobs().size();
        int most = own + (claims.keyed() ? 1 : 0);
        if (blobs.size() < own || blobs.size() > most) {
            return DAMAGED;
        }
        boolean key =
                claims.keyed()
                        && blobs.size() == most
                        && blobs.getLast().length == WRAPPED_KEY_BYTES
                        && !Erasures.isZero(List.of(blobs.getLast()));
        boolean same = true;
        for (int i = 0; i < own && same; i++) {
            same = claims.blobs().get(i).equals(Hash.of(sha256.digest(blobs.get(i))));
        }
        if (same) {
            return key || !claims.keyed() ? WHOLE : KEYLESS;
        }
        if (Erasures.isZero(blobs.subList(0, own))) {
            return BLANK;
        }
        return key ? KEY_ONLY : DAMAGED;
    }

    /// True when all blobs that the entry commits to are here.
    boolean hasBlobs() {
        return this == WHOLE || this == KEYLESS;
    }
}
