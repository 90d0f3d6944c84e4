// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The content of a `consent` entry of a node journal.
///
/// @param id from which the handle of its entry follows
/// @param operation handle of the command, from which with `digest` its code follows
/// @param digest hex of SHA-256 over the canonical request
record ConsentRecord(
        String id,
        Handle operation,
        String digest,
        RecordRef subject,
        Party party,
        List<String> facts,
        String purpose,
        String note,
        LocalDate until,
        Optional<Integer> uses,
        String by,
        Instant at) {
    /// The type of such entries.
    static final String TYPE = "consent";

    /// The type of the entry that withdraws one; its content is the consent's id, who and when.
    static final String WITHDRAWAL = "consentwithdrawal";

    ConsentRecord {
        facts = List.copyOf(facts);
    }

    ObjectNode content() {
        ObjectNode content = CanonicalJson.object();
        content.put("id", id).put("operation", operation.hex()).put("digest", digest);
        content.put("subject", subject.toString());
        content.putObject("party").put("id", party.id()).put("name", party.name());
        ArrayNode list = content.putArray("facts");
        facts.forEach(list::add);
        content.put("purpose", purpose).put("note", note).put("until", until.toString());
        uses.ifPresent(most -> content.put("uses", most));
        return content.put("by", by).put("at", at.toString());
    }

    static ConsentRecord read(StoredEntry entry) {
        ObjectNode c = entry.open();
        List<String> facts = new ArrayList<>();
        for (JsonNode fact : c.required("facts")) {
            facts.add(fact.stringValue());
        }
        return new ConsentRecord(
                text(c, "id"),
                Handle.ofHex(text(c, "operation")),
                text(c, "digest"),
                RecordRef.parse(text(c, "subject")),
                new Party(
                        c.required("party").required("id").stringValue(),
                        c.required("party").required("name").stringValue()),
                facts,
                text(c, "purpose"),
                text(c, "note"),
                LocalDate.parse(text(c, "until")),
                c.has("uses") ? Optional.of(c.required("uses").intValue()) : Optional.empty(),
                text(c, "by"),
                Instant.parse(text(c, "at")));
    }

    private static String text(ObjectNode content, String name) {
        return content.required(name).stringValue();
    }

    /// Does not print whose it is.
    @Override
    public String toString() {
        return "ConsentRecord[" + id + "]";
    }
}
