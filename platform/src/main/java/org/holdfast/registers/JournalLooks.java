// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.DailyHandles;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Looks in the node's journal, encrypted with the second key of the person looked at. Which key
/// that is is remembered for 10,000 persons, so that most looks need no database.
final class JournalLooks implements Looks {
    private static final String TYPE = "look";
    private static final int REMEMBERED = 10_000;

    private final Registers registers;
    private final NodeJournal journal;
    private final Keys keys;
    private final DailyHandles handles;
    private final Map<RecordRef, KeyId> known =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(256, 0.75f, true) {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<RecordRef, KeyId> eldest) {
                            return size() > REMEMBERED;
                        }
                    });

    JournalLooks(Registers registers, NodeJournal journal, Keys keys, InstantSource clock) {
        this.handles = new DailyHandles(keys.handles(), "look", clock);
        this.registers = registers;
        this.journal = journal;
        this.keys = keys;
    }

    @Override
    public Promise record(Look look) {
        ObjectNode content = CanonicalJson.object();
        content.put("person", look.person().toString());
        content.put("office", look.office().value());
        content.put("role", look.role());
        content.put("by", look.by());
        content.put("as", look.as());
        content.put("purpose", look.purpose());
        ArrayNode fields = content.putArray("fields");
        look.fields().forEach(fields::add);
        EntryDraft draft =
                new EntryDraft(
                        TYPE,
                        look.office(),
                        handles.now(look.person().toString()),
                        0,
                        Optional.empty(),
                        Optional.of(key(look.person())),
                        content,
                        Optional.empty());
        return journal.append(draft, List.of());
    }

    private DataKey key(RecordRef person) {
        DataKeys store = keys.dataKeys();
        KeyId id = known.get(person);
        if (id == null) {
            id =
                    registers
                            .current(person)
                            .flatMap(version -> version.keys().papers())
                            .orElseThrow(() -> new IllegalArgumentException("no such person"));
            known.put(person, id);
        }
        KeyId wanted = id;
        return store.find(id)
                .orElseThrow(() ->
                        store.erasure(wanted).isPresent()
                                ? new IllegalStateException("the key of this person was erased")
                                : new LedgerFault(
                                        LedgerFault.Code.BUSY,
                                        "the key of this person has not come here yet"));
    }

    @Override
    public List<Seen> of(RecordRef person, int limit) {
        List<Seen> seen = new ArrayList<>();
        for (StoredEntry entry : handles.entries(journal, person.toString(), TYPE, limit)) {
            if (entry.erasedBy().isPresent()) {
                continue;
            }
            seen.add(new Seen(Instant.ofEpochSecond(entry.leaf().time()), read(entry.open())));
        }
        return List.copyOf(seen);
    }

    private static Look read(ObjectNode content) {
        List<String> fields = new ArrayList<>();
        for (JsonNode field : content.required("fields")) {
            fields.add(field.stringValue());
        }
        return new Look(
                RecordRef.parse(text(content, "person")),
                new OfficeCode(text(content, "office")),
                text(content, "role"),
                text(content, "by"),
                text(content, "as"),
                text(content, "purpose"),
                fields);
    }

    private static String text(ObjectNode content, String field) {
        return content.required(field).stringValue();
    }
}
