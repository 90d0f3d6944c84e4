// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.util.Optional;
import org.holdfast.documents.text.Shaper;
import org.holdfast.documents.text.Shaping;
import tools.jackson.databind.JsonNode;

/// Looks at every text of the facts before anything is laid out: the first that cannot be drawn
/// exactly is the answer.
final class NameCheck {
    private NameCheck() {}

    static Optional<UnprintableName> firstUnprintable(JsonNode facts, Shaper... shapers) {
        return visit(facts, "", shapers);
    }

    private static Optional<UnprintableName> visit(JsonNode node, String path, Shaper... shapers) {
        if (node.isString()) {
            return check(node.stringValue(), path, shapers);
        }
        if (node.isObject()) {
            for (String name : node.propertyNames()) {
                String inner = path.isEmpty() ? name : path + "." + name;
                Optional<UnprintableName> found = visit(node.required(name), inner, shapers);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            Optional<UnprintableName> found = visit(node.get(i), path + "[" + i + "]", shapers);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<UnprintableName> check(String text, String path, Shaper... shapers) {
        for (Shaper shaper : shapers) {
            if (shaper.shape(text) instanceof Shaping.Unprintable refused) {
                return Optional.of(
                        new UnprintableName(path, refused.codePoints(), refused.reason()));
            }
        }
        return Optional.empty();
    }
}
