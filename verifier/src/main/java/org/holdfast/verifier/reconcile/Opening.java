// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.util.Arrays;
import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.Stored;
import org.holdfast.journal.TreeSize;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the opening entry of an origin commits to: the last head of the origin before it.
///
/// @param previous empty for the first of its kind
record Opening(Optional<Checkpoint> previous) {
    private static final int SALT = 32;
    private static final String TYPE = "opening";

    /// Reads the record of entry 0, whose leaf hash was proved; empty when it is not the opening of
    /// this origin, or its content is not here.
    static Optional<Opening> of(Stored record, String origin) {
        Optional<EntryClaims> claims = EntryClaims.of(record.entry());
        if (claims.isEmpty()
                || !claims.get().type().equals(TYPE)
                || claims.get().blobs().isEmpty()
                || record.blobs().isEmpty()) {
            return Optional.empty();
        }
        byte[] content = record.blobs().getFirst();
        if (!claims.get().blobs().getFirst().equals(Digests.sha256(content))
                || content.length < SALT) {
            return Optional.empty();
        }
        try {
            JsonNode facts =
                    JsonMapper.shared().readTree(Arrays.copyOfRange(content, SALT, content.length));
            if (!facts.path("origin").asString("").equals(origin)) {
                return Optional.empty();
            }
            JsonNode before = facts.path("previous");
            return Optional.of(
                    new Opening(
                            before.isMissingNode() ? Optional.empty() : Optional.of(head(before))));
        } catch (JacksonException | JournalRefusal | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Checkpoint head(JsonNode before) {
        return new Checkpoint(
                before.path("origin").asString(""),
                new TreeSize(before.path("size").asLong(-1)),
                Hash.ofHex(before.path("root").asString("")));
    }
}
