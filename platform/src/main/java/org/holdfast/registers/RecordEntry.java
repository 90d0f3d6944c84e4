// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Leaf;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The content of a `record` entry: one version, with who entered it and when around its facts. The
/// register keeps the very bytes that the entry commits to, so the two can be compared.
///
/// @param papersKey in the first version of a person: the id of the key that opens what nodes
///   record about the person, so that a rebuild knows it. Entries of the first days have none.
/// @param about what whoever decided says of the operation as a whole: see [Change]
public record RecordEntry(
        RecordRef ref,
        OfficeCode office,
        long version,
        LocalDate validFrom,
        Instant enteredAt,
        String enteredBy,
        ObjectNode facts,
        Optional<KeyId> papersKey,
        Optional<ObjectNode> about) {
    /// The type of such entries.
    public static final String TYPE = Leaf.RECORD;

    public RecordEntry {
        enteredAt = enteredAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /// What goes into the journal.
    public ObjectNode content() {
        ObjectNode content = CanonicalJson.object();
        content.put("record", ref.toString());
        content.put("office", office.value());
        content.put("version", version);
        content.put("validFrom", validFrom.toString());
        content.put("enteredAt", enteredAt.toString());
        content.put("enteredBy", enteredBy);
        content.set("facts", facts);
        papersKey.ifPresent(key -> content.put("papersKey", key.hex()));
        about.ifPresent(words -> content.set("change", words.deepCopy()));
        return content;
    }

    /// Reads what [#content] made, as `StoredEntry.open()` gives it.
    ///
    /// @throws IllegalArgumentException when it is the content of another kind of entry
    public static RecordEntry read(ObjectNode content) {
        JsonNode facts = content.get("facts");
        if (!(facts instanceof ObjectNode object)) {
            throw new IllegalArgumentException("expected the content of a record entry");
        }
        return new RecordEntry(
                RecordRef.parse(content.required("record").stringValue()),
                new OfficeCode(content.required("office").stringValue()),
                content.required("version").longValue(),
                LocalDate.parse(content.required("validFrom").stringValue()),
                Instant.parse(content.required("enteredAt").stringValue()),
                content.required("enteredBy").stringValue(),
                object,
                Optional.ofNullable(content.get("papersKey"))
                        .map(key -> KeyId.ofHex(key.stringValue())),
                content.get("change") instanceof ObjectNode words
                        ? Optional.of(words)
                        : Optional.empty());
    }

    /// Does not print facts.
    @Override
    public String toString() {
        return "RecordEntry[" + ref + ", version " + version + "]";
    }
}
