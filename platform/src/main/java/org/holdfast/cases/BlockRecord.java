// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The content of a `block` entry of a node journal.
///
/// @param id the block's name, from which its operation follows
/// @param until the last day, in the zone of the office
/// @param digest hex of SHA-256 over the canonical request
/// @param by the officer's principal id; `as` how others are told
record BlockRecord(
        String id,
        OfficeCode office,
        RecordRef subject,
        List<Blocks.Blocked> blocked,
        Optional<LocalDate> until,
        String evidence,
        String digest,
        String by,
        String as,
        Instant at) {
    /// The type of such entries.
    static final String TYPE = "block";

    BlockRecord {
        blocked = List.copyOf(blocked);
    }

    ObjectNode content() {
        ObjectNode content = CanonicalJson.object();
        content.put("id", id).put("office", office.value()).put("subject", subject.toString());
        content.set("blocked", list(blocked));
        until.ifPresent(day -> content.put("until", day.toString()));
        content.put("evidence", evidence).put("digest", digest);
        return content.put("by", by).put("as", as).put("at", at.toString());
    }

    /// The blocked as facts of a register name them.
    static ArrayNode list(List<Blocks.Blocked> blocked) {
        ArrayNode list = CanonicalJson.object().putArray("blocked");
        for (Blocks.Blocked one : blocked) {
            ObjectNode node = list.addObject().put("name", one.name());
            one.birth().ifPresent(day -> node.put("birth", day.toString()));
            one.record().ifPresent(ref -> node.put("record", ref.toString()));
        }
        return list;
    }

    static BlockRecord read(StoredEntry entry) {
        ObjectNode c = entry.open();
        List<Blocks.Blocked> blocked = new ArrayList<>();
        for (JsonNode one : c.path("blocked")) {
            blocked.add(
                    new Blocks.Blocked(
                            text(one, "name"),
                            maybe(one, "birth").map(LocalDate::parse),
                            maybe(one, "record").map(RecordRef::parse)));
        }
        return new BlockRecord(
                text(c, "id"),
                new OfficeCode(text(c, "office")),
                RecordRef.parse(text(c, "subject")),
                blocked,
                maybe(c, "until").map(LocalDate::parse),
                text(c, "evidence"),
                text(c, "digest"),
                text(c, "by"),
                text(c, "as"),
                Instant.parse(text(c, "at")));
    }

    static String text(JsonNode content, String name) {
        return content.path(name).asString("");
    }

    private static Optional<String> maybe(JsonNode content, String name) {
        return Optional.of(text(content, name)).filter(text -> !text.isEmpty());
    }

    /// Does not print whom it is about.
    @Override
    public String toString() {
        return "BlockRecord[" + id + "]";
    }
}
