// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The people of a demo office.
///
/// @param json what its file `demo.json` says
record DemoPeople(JsonNode json) {
    static DemoPeople of(Path data) {
        return new DemoPeople(JsonMapper.shared().readTree(data.resolve("demo.json").toFile()));
    }

    /// Somebody who has an account.
    ///
    /// @param office empty for operators
    JsonNode person(String role, String office) {
        return json.path("people")
                .valueStream()
                .filter(one -> one.path("role").asString("").equals(role))
                .filter(one -> one.path("office").asString("").equals(office))
                .findFirst()
                .orElseThrow();
    }

    String token(String role, String office) {
        return person(role, office).path("token").asString("");
    }

    /// The way in, of which each office has its own.
    String login(String role, String office) {
        return person(role, office).path("login").asString("");
    }

    /// Whose records an office keeps.
    List<JsonNode> subjects(String office, boolean restricted) {
        return json.path("subjects")
                .valueStream()
                .filter(one -> one.path("office").asString("").equals(office))
                .filter(one -> one.path("restricted").asBoolean(false) == restricted)
                .toList();
    }

    /// The handle of somebody who is not protected.
    String handle(String office, int at) {
        return subjects(office, false).get(at).path("handle").asString("");
    }
}
