// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.journal.MerkleTree;
import tools.jackson.databind.JsonNode;

/// Reads every public journal of an office as a stranger would: recomputes every tree, and looks
/// for an operation that was recorded twice.
public final class JournalAudit {
    private static final int LEAF_TYPE = 2;
    private static final int LEAF_ENTITY = 5;
    private static final int LEAF_OPERATION = 12;

    private final String base;

    /// @param base the address of an office, without a slash at the end
    public JournalAudit(String base) {
        this.base = base;
    }

    /// Reads everything; tells each finding, and returns how many entries were read in how many
    /// journals.
    public Extent run(Consumer<String> finding) throws IOException {
        return run(leaf -> {}, finding);
    }

    /// As [#run(Consumer)], and tells the leaf hash of every entry, in hex.
    Extent run(Consumer<String> leaves, Consumer<String> finding) throws IOException {
        long journals = 0;
        long[] entries = new long[1];
        Map<String, String> seen = new HashMap<>();
        try (OfficeClient client = new OfficeClient(base, "")) {
            for (JsonNode journal : client.get("/journal/").json()) {
                journals++;
                String name = journal.path("name").asString("");
                JournalReading reading = new JournalReading(client, journal);
                reading.read(
                        (index, entry) -> {
                            entries[0]++;
                            leaves.accept(MerkleTree.leafHash(entry).hex());
                            operation(entry)
                                    .ifPresent(key -> {
                                        String where = name + "/" + index;
                                        String other = seen.putIfAbsent(key, where);
                                        if (other != null) {
                                            finding.accept(
                                                    "one operation, two entries about one thing: "
                                                            + other
                                                            + " and "
                                                            + where);
                                        }
                                    });
                        },
                        finding);
            }
        }
        return new Extent(journals, entries[0]);
    }

    /// An operation enters each thing once: a paper, or one version of each record that it changes.
    private static Optional<String> operation(byte[] entry) {
        CBORObject leaf = CBORObject.DecodeFromBytes(entry);
        CBORObject operation = leaf.get(LEAF_OPERATION);
        return operation == null
                ? Optional.empty()
                : Optional.of(
                        leaf.get(LEAF_TYPE).AsString()
                                + " "
                                + HexFormat.of().formatHex(operation.GetByteString())
                                + " "
                                + HexFormat.of().formatHex(leaf.get(LEAF_ENTITY).GetByteString()));
    }

    /// How much was read.
    public record Extent(long journals, long entries) {}
}
