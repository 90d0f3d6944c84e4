// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads what providers write: one JSON object in which no name stands twice (RFC 7519 §4).
final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Json() {}

    /// @param what it is, for the log
    static ObjectNode object(byte[] bytes, String what) throws NotTaken {
        try {
            if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException malformed) {
            // told below; the parser's words hold what was read
        }
        throw new NotTaken(OpenIdRefusal.MALFORMED, what + " is not a JSON object");
    }

    /// A member that is text; empty where there is none.
    static Optional<String> text(ObjectNode object, String member) throws NotTaken {
        JsonNode found = object.path(member);
        if (found.isMissingNode()) {
            return Optional.empty();
        }
        if (!found.isString()) {
            throw new NotTaken(OpenIdRefusal.MALFORMED, member + " is not text");
        }
        return Optional.of(found.stringValue());
    }
}
