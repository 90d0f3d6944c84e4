// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What was sent in a form that is shown again: nothing that somebody typed or ticked is lost, and
/// nothing falls back to a default, when the office refuses.
///
/// @param again whether the form was sent before; else every field has its default
record Sent(boolean again, Map<String, List<String>> values) {
    /// A form that nobody has sent yet.
    static final Sent NOTHING = new Sent(false, Map.of());

    Sent {
        values = Map.copyOf(values);
    }

    static Sent of(HttpServletRequest request) {
        Map<String, List<String>> values = new HashMap<>();
        request.getParameterMap().forEach((name, all) -> values.put(name, List.of(all)));
        return new Sent(true, values);
    }

    /// The text of a field; empty when there was none.
    String text(String name) {
        return values.getOrDefault(name, List.of("")).getFirst().strip();
    }

    /// Whether a choice is marked: what was sent, or its default before anything was.
    boolean marked(String name, String value, boolean fallback) {
        return again ? values.getOrDefault(name, List.of()).contains(value) : fallback;
    }

    /// Prints nothing of what was typed.
    @Override
    public String toString() {
        return "Sent[" + again + "]";
    }
}
