// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.StoredEntry;
import tools.jackson.databind.node.ObjectNode;

/// The content of a `basis` entry of a node journal, which everybody may read: an account and a
/// statute.
///
/// @param party account id
/// @param by account id of the operator
record BasisRecord(
        String id,
        String digest,
        String party,
        String basis,
        Optional<LocalDate> until,
        String by,
        Instant at) {
    /// The type of such entries.
    static final String TYPE = "basis";

    /// The type of the entry that withdraws one; its content is the id, who and when.
    static final String WITHDRAWAL = "basiswithdrawal";

    ObjectNode content() {
        ObjectNode content = CanonicalJson.object();
        content.put("id", id).put("digest", digest).put("party", party).put("basis", basis);
        until.ifPresent(day -> content.put("until", day.toString()));
        return content.put("by", by).put("at", at.toString());
    }

    static BasisRecord read(StoredEntry entry) {
        ObjectNode c = entry.open();
        return new BasisRecord(
                c.required("id").stringValue(),
                c.required("digest").stringValue(),
                c.required("party").stringValue(),
                c.required("basis").stringValue(),
                FactNames.maybe(c, "until").map(LocalDate::parse),
                c.required("by").stringValue(),
                Instant.parse(c.required("at").stringValue()));
    }
}
