// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.Arrays;
import java.util.Optional;
import org.holdfast.journal.Hash;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the opening entry of an origin commits to.
///
/// @param fields the entry itself
/// @param previous the head of the origin before it; empty for the first
record Opening(
        EntryFields fields, String origin, long number, String vkey, Optional<Previous> previous) {
    private static final int SALT = 32;

    /// The last head of an origin.
    record Previous(String origin, long size, String root) {}

    /// Reads an opening entry and its content, which must be what the entry commits to; anything
    /// else is an [IllegalArgumentException].
    static Opening read(byte[] entry, byte[] content) {
        EntryFields fields = EntryFields.read(entry);
        Hash hash = Sha256.of(content);
        if (!fields.payload().equals(hash)
                || !fields.commitment().equals(hash)
                || content.length < SALT) {
            throw new IllegalArgumentException("the content is not what the entry commits to");
        }
        try {
            JsonNode facts =
                    JsonMapper.shared().readTree(Arrays.copyOfRange(content, SALT, content.length));
            JsonNode before = facts.path("previous");
            return new Opening(
                    fields,
                    facts.path("origin").asString(""),
                    facts.path("number").asLong(-1),
                    facts.path("vkey").asString(""),
                    before.isMissingNode()
                            ? Optional.empty()
                            : Optional.of(
                                    new Previous(
                                            before.path("origin").asString(""),
                                            before.path("size").asLong(-1),
                                            before.path("root").asString(""))));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the content is not JSON", e);
        }
    }
}
