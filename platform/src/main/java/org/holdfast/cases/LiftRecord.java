// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.holdfast.cases.BlockRecord.text;

import java.time.Instant;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.node.ObjectNode;

/// The content of a `lift` entry of a node journal: it ends the one block entry that it names.
///
/// @param block leaf hash of that entry
/// @param request handle of the operation that lifted
/// @param digest hex of SHA-256 over the canonical request
record LiftRecord(
        Hash block,
        RecordRef subject,
        String reason,
        Handle request,
        String digest,
        String by,
        String as,
        Instant at) {
    /// The type of such entries.
    static final String TYPE = "lift";

    ObjectNode content() {
        return CanonicalJson.object()
                .put("block", block.hex())
                .put("subject", subject.toString())
                .put("reason", reason)
                .put("request", request.hex())
                .put("digest", digest)
                .put("by", by)
                .put("as", as)
                .put("at", at.toString());
    }

    static LiftRecord read(StoredEntry entry) {
        ObjectNode c = entry.open();
        return new LiftRecord(
                Hash.ofHex(text(c, "block")),
                RecordRef.parse(text(c, "subject")),
                text(c, "reason"),
                Handle.ofHex(text(c, "request")),
                text(c, "digest"),
                text(c, "by"),
                text(c, "as"),
                Instant.parse(text(c, "at")));
    }

    /// Does not print whom it is about.
    @Override
    public String toString() {
        return "LiftRecord[" + block + "]";
    }
}
