// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What one site says it has done of an act of erasure: an entry of type `attestation` in its node
/// journal, public. A site that had to do it again, after a restore, says so again.
///
/// @param leaf names the attestation's own entry
/// @param act names the act of erasure
/// @param site eight hexadecimal digits
/// @param at when it was written down, to the second
/// @param keys each key with the moment of its destruction in this site's key store
/// @param zeroed entries of this site's journals whose blobs are zero bytes by this act
public record Attestation(
        Hash leaf, Hash act, String site, Instant at, List<Destroyed> keys, long zeroed) {
    /// The type of such entries.
    public static final String TYPE = "attestation";

    /// One key, gone for ever.
    public record Destroyed(KeyId key, Instant at) {}

    public Attestation {
        keys = List.copyOf(keys);
    }

    static EntryDraft draft(
            ErasureAct act, Handle entity, String site, List<Destroyed> keys, long zeroed) {
        ObjectNode content = CanonicalJson.object();
        content.put("erasure", act.leaf().hex());
        content.put("site", site);
        ArrayNode list = content.putArray("keys");
        keys.forEach(key ->
                list.addObject()
                        .put("key", key.key().hex())
                        .put("destroyedAt", key.at().toString()));
        content.put("blobsZeroed", zeroed);
        return new EntryDraft(
                TYPE,
                new OfficeCode(act.office()),
                entity,
                0,
                Optional.empty(),
                Optional.empty(),
                content,
                Optional.empty());
    }

    static Attestation read(StoredEntry entry) {
        return read(entry.leaf(), entry.leafHash(), entry.open());
    }

    static Attestation read(Leaf leaf, Hash hash, ObjectNode content) {
        List<Destroyed> keys = new ArrayList<>();
        for (JsonNode key : content.required("keys")) {
            keys.add(
                    new Destroyed(
                            KeyId.ofHex(key.required("key").stringValue()),
                            Instant.parse(key.required("destroyedAt").stringValue())));
        }
        return new Attestation(
                hash,
                Hash.ofHex(content.required("erasure").stringValue()),
                content.required("site").stringValue(),
                Instant.ofEpochSecond(leaf.time()),
                keys,
                content.required("blobsZeroed").longValue());
    }
}
