// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.StoredEntry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The content of a `filed` entry of the central journal: what became of a filing. Encrypted with
/// the key of the filing's own entry, so that it is erased with it.
///
/// @param operation the operation that was filed
/// @param digest of its request
/// @param records handles of the records it was about
/// @param decision with its reason
/// @param window as it was known at the decision
/// @param outcome what was entered; for `ENTERED`, and for `REPEATED` when it is known
/// @param by the officer's decision; absent when no officer decided
record FiledRecord(
        Place place,
        Handle operation,
        String digest,
        Set<Handle> records,
        Decision decision,
        String reason,
        Filings.LegalTime window,
        Optional<ObjectNode> outcome,
        Optional<By> by) {
    /// What was decided about a filing's entry.
    enum Decision {
        ENTERED("entered"),
        /// The same operation is in the registers, or was filed elsewhere: it happens once.
        REPEATED("repeated"),
        HELD("held"),
        REFUSED("refused");

        private final String text;

        Decision(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        static Decision of(String text) {
            for (Decision one : values()) {
                if (one.text.equals(text)) {
                    return one;
                }
            }
            throw new IllegalArgumentException("no such decision");
        }
    }

    /// Where a filing's entry is, and when it was made by its node's clock.
    record Place(String journal, long index, Hash leaf, Instant filedAt) {}

    /// An officer's decision.
    ///
    /// @param id of the principal
    /// @param operation handle of the deciding operation
    record By(String id, Handle operation, String words) {}

    FiledRecord {
        records = Set.copyOf(records);
    }

    ObjectNode content() {
        ObjectNode content = CanonicalJson.object();
        content.put("journal", place.journal()).put("index", place.index());
        content.put("leaf", place.leaf().hex()).put("filedAt", place.filedAt().toString());
        content.put("operation", operation.hex()).put("digest", digest);
        ArrayNode all = content.putArray("records");
        records.stream().map(Handle::hex).sorted().forEach(all::add);
        content.put("decision", decision.text()).put("reason", reason);
        content.put("notBefore", window.notBefore().toString());
        window.notAfter().ifPresent(time -> content.put("notAfter", time.toString()));
        content.put("effective", window.effective().toString());
        outcome.ifPresent(one -> content.set("outcome", one.deepCopy()));
        by.ifPresent(one ->
                content.putObject("by")
                        .put("id", one.id())
                        .put("operation", one.operation().hex())
                        .put("words", one.words()));
        return content;
    }

    static FiledRecord read(StoredEntry entry) {
        return read(entry.open());
    }

    static FiledRecord read(ObjectNode c) {
        Set<Handle> records = new LinkedHashSet<>();
        c.path("records").forEach(one -> records.add(Handle.ofHex(one.asString(""))));
        JsonNode by = c.path("by");
        return new FiledRecord(
                new Place(
                        text(c, "journal"),
                        c.path("index").asLong(0),
                        Hash.ofHex(text(c, "leaf")),
                        Instant.parse(text(c, "filedAt"))),
                Handle.ofHex(text(c, "operation")),
                text(c, "digest"),
                records,
                Decision.of(text(c, "decision")),
                text(c, "reason"),
                new Filings.LegalTime(
                        Instant.parse(text(c, "notBefore")),
                        c.has("notAfter")
                                ? Optional.of(Instant.parse(text(c, "notAfter")))
                                : Optional.empty(),
                        LocalDate.parse(text(c, "effective"))),
                c.path("outcome") instanceof ObjectNode one ? Optional.of(one) : Optional.empty(),
                by.isObject()
                        ? Optional.of(
                                new By(
                                        text(by, "id"),
                                        Handle.ofHex(text(by, "operation")),
                                        text(by, "words")))
                        : Optional.empty());
    }

    private static String text(JsonNode content, String name) {
        return content.path(name).asString("");
    }

    /// Does not print why.
    @Override
    public String toString() {
        return "FiledRecord[" + place.journal() + "/" + place.index() + ", " + decision + "]";
    }
}
