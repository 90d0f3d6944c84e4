// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.documents.LayoutFault;
import org.jspecify.annotations.Nullable;

/// A text with places for facts: `{name}`, `{issue.date|koreanDate}`, `{number!}` (must be there),
/// and `[[ ({hanja})]]`, which is left out unless every value in it is there. Read once; facts are
/// never read as a template.
final class Template {
    private final List<Part> parts;

    private sealed interface Part {}

    private record Words(String text) implements Part {}

    private record Value(String path, List<Format> formats, boolean required) implements Part {}

    private record Perhaps(Template inner) implements Part {}

    private Template(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    static Template read(String text) {
        List<Part> parts = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            boolean perhaps = text.startsWith("[[", at);
            if (!perhaps && text.charAt(at) != '{') {
                words.append(text.charAt(at++));
                continue;
            }
            int end = text.indexOf(perhaps ? "]]" : "}", at);
            if (end < 0) {
                throw new LayoutFault("template without end: " + text);
            }
            if (!words.isEmpty()) {
                parts.add(new Words(words.toString()));
                words.setLength(0);
            }
            parts.add(
                    perhaps
                            ? new Perhaps(read(text.substring(at + 2, end)))
                            : value(text.substring(at + 1, end)));
            at = end + (perhaps ? 2 : 1);
        }
        if (!words.isEmpty()) {
            parts.add(new Words(words.toString()));
        }
        return new Template(parts);
    }

    String fill(Scope scope) {
        StringBuilder out = new StringBuilder();
        fill(scope, out);
        return out.toString();
    }

    /// Appends the text; false when a value was not there.
    private boolean fill(Scope scope, StringBuilder out) {
        boolean whole = true;
        for (Part part : parts) {
            switch (part) {
                case Words words -> out.append(words.text);
                case Value value -> {
                    String text = value(value, scope);
                    whole &= text != null;
                    out.append(text == null ? "" : text);
                }
                case Perhaps perhaps -> {
                    int before = out.length();
                    if (!perhaps.inner.fill(scope, out)) {
                        out.setLength(before);
                    }
                }
            }
        }
        return whole;
    }

    private static @Nullable String value(Value value, Scope scope) {
        String text = scope.text(value.path);
        if (text == null) {
            if (value.required) {
                throw new LayoutFault("facts have no " + value.path);
            }
            return null;
        }
        for (Format format : value.formats) {
            text = format.apply(text);
        }
        return text;
    }

    private static Value value(String inside) {
        String[] names = inside.split("\\|", -1);
        boolean required = names[0].endsWith("!");
        String path = required ? names[0].substring(0, names[0].length() - 1) : names[0];
        List<Format> formats = new ArrayList<>();
        for (int i = 1; i < names.length; i++) {
            formats.add(Format.named(names[i]));
        }
        return new Value(path, List.copyOf(formats), required);
    }
}
