// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Where a template's names are looked up: the row at hand, then the rows around it, then the
/// facts, then what the issue itself says (`issue.number`, `page.n`).
record Scope(@Nullable JsonNode facts, @Nullable Scope outer, Map<String, String> issue) {
    static Scope of(JsonNode facts, Map<String, String> issue) {
        return new Scope(facts, null, issue);
    }

    Scope row(JsonNode row) {
        return new Scope(row, this, issue);
    }

    Scope with(Map<String, String> other) {
        return new Scope(null, this, other);
    }

    /// The text of a value, null when there is none.
    @Nullable String text(String path) {
        String own = issue.get(path);
        if (own != null) {
            return own;
        }
        JsonNode node = node(path);
        if (node == null || node.isContainer() || node.isNull()) {
            return null;
        }
        String text = node.asString();
        return text.isEmpty() ? null : text;
    }

    /// True when there is a text, an object or at least one row.
    boolean has(String path) {
        if (issue.containsKey(path)) {
            return true;
        }
        JsonNode node = node(path);
        if (node == null || node.isNull()) {
            return false;
        }
        return node.isContainer() ? !node.isEmpty() : text(path) != null;
    }

    @Nullable JsonNode node(String path) {
        JsonNode found = facts;
        if (found != null && found.isString() && path.equals("text")) {
            return found;
        }
        for (String name : path.split("\\.", -1)) {
            if (found == null) {
                break;
            }
            found = found.get(name);
        }
        return found == null && outer != null ? outer.node(path) : found;
    }
}
