// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.Instant;
import java.util.Optional;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The content of a `factcheck` entry of a node journal: an answer as it was given.
///
/// @param id from which the handle of its entry follows
/// @param digest hex of SHA-256 over the canonical order
/// @param claim hex of SHA-256 over what was claimed, by which guesses are told apart
/// @param consent id; absent where it was a statute, which is `law` then
/// @param signed compact JWS
/// @param member the other person of whom the answer tells something
record CheckRecord(
        String id,
        String digest,
        String claim,
        RecordRef subject,
        OfficeCode office,
        Party party,
        String fact,
        String purpose,
        FactResult result,
        FactChecks.AsOf asOf,
        Instant reliedOnUntil,
        Optional<String> consent,
        String law,
        Instant at,
        String signed,
        Optional<RecordRef> member) {
    /// The type of such entries.
    static final String TYPE = "factcheck";

    ObjectNode content() {
        ObjectNode content = CanonicalJson.object();
        content.put("id", id).put("digest", digest).put("claim", claim);
        content.put("subject", subject.toString()).put("office", office.value());
        content.putObject("party").put("id", party.id()).put("name", party.name());
        content.put("fact", fact).put("purpose", purpose).put("result", result.code());
        asOf(content.putObject("asOf"), asOf);
        content.put("reliedOnUntil", reliedOnUntil.toString());
        consent.ifPresent(one -> content.put("consent", one));
        content.put("law", law);
        member.ifPresent(one -> content.put("member", one.toString()));
        return content.put("at", at.toString()).put("signed", signed);
    }

    static void asOf(ObjectNode node, FactChecks.AsOf asOf) {
        node.put("origin", asOf.origin()).put("index", asOf.index());
        node.put("time", asOf.time().toString()).put("ownCopy", asOf.ownCopy());
    }

    static CheckRecord read(StoredEntry entry) {
        ObjectNode c = entry.open();
        JsonNode asOf = c.required("asOf");
        return new CheckRecord(
                text(c, "id"),
                text(c, "digest"),
                text(c, "claim"),
                RecordRef.parse(text(c, "subject")),
                new OfficeCode(text(c, "office")),
                new Party(text(c.required("party"), "id"), text(c.required("party"), "name")),
                text(c, "fact"),
                text(c, "purpose"),
                FactResult.of(text(c, "result")),
                new FactChecks.AsOf(
                        text(asOf, "origin"),
                        asOf.required("index").longValue(),
                        Instant.parse(text(asOf, "time")),
                        asOf.required("ownCopy").booleanValue()),
                Instant.parse(text(c, "reliedOnUntil")),
                FactNames.maybe(c, "consent"),
                text(c, "law"),
                Instant.parse(text(c, "at")),
                text(c, "signed"),
                FactNames.maybe(c, "member").map(RecordRef::parse));
    }

    private static String text(JsonNode content, String name) {
        return content.required(name).stringValue();
    }

    FactChecks.Seen seen() {
        return new FactChecks.Seen(at, office, party, fact, purpose, result, asOf, consent, law);
    }

    /// Prints no person.
    @Override
    public String toString() {
        return "CheckRecord[" + id + "]";
    }
}
