// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.holdfast.journal.Hash;
import tools.jackson.databind.node.ObjectNode;

/// What the registers were at one point of the central journal, in 32 bytes. Computable from the
/// entries alone, without any key, and the same after an erasure: it says nothing about facts, only
/// which version of which record was the newest and which leaf commits to it.
///
/// Records fall into 256 buckets by the first byte of their handle. A bucket's hash is SHA-256 over
/// its tuples, handle (16 bytes) ‖ version (8, big-endian) ‖ leaf hash (32), in the order of the
/// handles; an empty bucket is SHA-256 of nothing. The digest is SHA-256 over the 256 bucket hashes
/// in order.
///
/// @param records how many records there are
/// @param buckets the 256 bucket hashes
public record StateDigest(long records, List<Hash> buckets) {
    /// How many buckets there are. Each state entry holds all their hashes: 8 KiB.
    public static final int BUCKETS = 256;

    public StateDigest {
        buckets = List.copyOf(buckets);
        if (buckets.size() != BUCKETS || records < 0) {
            throw new IllegalArgumentException(
                    "state: expected " + BUCKETS + " buckets, found " + buckets.size());
        }
    }

    /// The digest itself.
    public Hash digest() {
        return Envelopes.sha256(bytes());
    }

    private byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream(BUCKETS * Hash.LENGTH);
        buckets.forEach(bucket -> all.writeBytes(bucket.bytes()));
        return all.toByteArray();
    }

    /// The numbers of the buckets that differ; empty when both are the same state.
    public List<Integer> differing(StateDigest other) {
        List<Integer> differing = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            if (!buckets.get(i).equals(other.buckets.get(i))) {
                differing.add(i);
            }
        }
        return differing;
    }

    void write(ObjectNode content) {
        content.put("records", records);
        content.put("digest", digest().hex());
        content.put("buckets", Base64.getEncoder().encodeToString(bytes()));
    }

    /// Reads what a `state` entry says.
    ///
    /// @throws IllegalArgumentException when the digest is not that of the buckets
    static StateDigest read(ObjectNode content) {
        byte[] all = Base64.getDecoder().decode(content.required("buckets").stringValue());
        List<Hash> buckets = new ArrayList<>();
        for (int at = 0; at + Hash.LENGTH <= all.length; at += Hash.LENGTH) {
            buckets.add(Hash.of(Arrays.copyOfRange(all, at, at + Hash.LENGTH)));
        }
        StateDigest state = new StateDigest(content.required("records").longValue(), buckets);
        String said = content.required("digest").stringValue();
        if (!state.digest().hex().equals(said)) {
            throw new IllegalArgumentException(
                    "state: the buckets give " + state.digest() + ", the entry says " + said);
        }
        return state;
    }

    @Override
    public String toString() {
        return "StateDigest[" + records + " records, " + digest() + "]";
    }
}
