// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes a JSON object as one exact byte string: keys sorted by UTF-16 units, no spaces, UTF-8.
///
/// Follows RFC 8785 (section 3.2) for strings, literals and sorting. Numbers must be integers: a
/// float, a lone surrogate or a value outside JSON throws [IllegalArgumentException], because equal
/// facts must never have two spellings. Text is never normalised. Stateless and thread-safe.
public final class CanonicalJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int DEEPEST = 64;

    private CanonicalJson() {}

    /// The one byte string for this object.
    public static byte[] bytes(ObjectNode object) {
        return text(object).getBytes(StandardCharsets.UTF_8);
    }

    /// The same, before its encoding in UTF-8.
    public static String text(ObjectNode object) {
        StringBuilder out = new StringBuilder(256);
        write(object, out, 0);
        return out.toString();
    }

    /// Reads an object back; anything else than one JSON object throws [IllegalArgumentException].
    public static ObjectNode parse(byte[] json) {
        if (MAPPER.readTree(json) instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("expected one JSON object");
    }

    /// A new, empty object.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    private static void write(JsonNode node, StringBuilder out, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("deeper than " + DEEPEST + " levels");
        }
        if (node.isObject()) {
            writeObject(node, out, depth);
        } else if (node.isArray()) {
            char before = '[';
            for (JsonNode item : node) {
                out.append(before);
                write(item, out, depth + 1);
                before = ',';
            }
            out.append(before == '[' ? "[]" : "]");
        } else if (node.isString()) {
            writeString(node.stringValue(), out);
        } else if (node.isIntegralNumber()) {
            out.append(node.bigIntegerValue());
        } else if (node.isBoolean() || node.isNull()) {
            out.append(node.isNull() ? "null" : node.booleanValue() ? "true" : "false");
        } else {
            throw new IllegalArgumentException("not canonical: a value of " + node.getNodeType());
        }
    }

    private static void writeObject(JsonNode node, StringBuilder out, int depth) {
        List<String> names = new ArrayList<>(node.propertyNames());
        Collections.sort(names);
        char before = '{';
        for (String name : names) {
            out.append(before);
            writeString(name, out);
            out.append(':');
            write(node.required(name), out, depth + 1);
            before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private static void writeString(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00").append(c < 0x10 ? '0' : '1');
                        out.append(Character.forDigit(c & 0xf, 16));
                    } else {
                        i += writeUnit(text, i, out);
                    }
                }
            }
        }
        out.append('"');
    }

    private static int writeUnit(String text, int at, StringBuilder out) {
        char c = text.charAt(at);
        out.append(c);
        if (!Character.isSurrogate(c)) {
            return 0;
        }
        if (Character.isHighSurrogate(c)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1))) {
            out.append(text.charAt(at + 1));
            return 1;
        }
        throw new IllegalArgumentException("a lone surrogate at character " + at);
    }
}
