// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.cases.Restorations.Mark;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.StoredEntry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The member `restored` of an entry's content: which lost entry it stands for, and which that one
/// had stood for in its turn. Entries that were never lost do not have it.
///
/// @param earlier leaf hashes of entries before the lost one, the newest first
record RestoredFrom(Mark mark, List<Hash> earlier) {
    static final String MEMBER = "restored";

    /// More losses of one paper than this are not counted.
    private static final int MOST_EARLIER = 100;

    RestoredFrom {
        earlier = List.copyOf(earlier);
    }

    /// Every entry that this one stands for.
    Set<Hash> leaves() {
        Set<Hash> all = new LinkedHashSet<>();
        all.add(mark.leaf());
        all.addAll(earlier);
        return all;
    }

    static Optional<RestoredFrom> of(StoredEntry entry) {
        return read(entry.open());
    }

    static Optional<RestoredFrom> read(ObjectNode content) {
        if (!(content.path(MEMBER) instanceof ObjectNode restored)) {
            return Optional.empty();
        }
        Optional<Long> index =
                restored.has("index")
                        ? Optional.of(restored.path("index").longValue())
                        : Optional.empty();
        List<Hash> earlier = new ArrayList<>();
        for (JsonNode leaf : restored.path("earlier")) {
            earlier.add(Hash.ofHex(leaf.asString("")));
        }
        return Optional.of(
                new RestoredFrom(
                        new Mark(
                                restored.path("origin").asString(""),
                                index,
                                Hash.ofHex(restored.path("leafHash").asString("")),
                                Instant.parse(restored.path("time").asString("")).getEpochSecond()),
                        earlier));
    }

    /// The facts of a lost entry, marked as entered again.
    ///
    /// @param by id of the principal who presented the receipt
    static ObjectNode marked(ObjectNode facts, Mark mark, String by, Instant now) {
        List<Hash> before = new ArrayList<>();
        read(facts).ifPresent(last -> before.addAll(last.leaves()));
        ObjectNode content = facts.deepCopy();
        ObjectNode restored = content.putObject(MEMBER);
        restored.put("origin", mark.origin());
        mark.index().ifPresent(index -> restored.put("index", index));
        restored.put("leafHash", mark.leaf().hex());
        restored.put("time", Instant.ofEpochSecond(mark.time()).toString());
        restored.put("enteredAt", now.toString());
        restored.put("by", by);
        ArrayNode earlier = restored.putArray("earlier");
        before.stream().limit(MOST_EARLIER).forEach(leaf -> earlier.add(leaf.hex()));
        return content;
    }
}
