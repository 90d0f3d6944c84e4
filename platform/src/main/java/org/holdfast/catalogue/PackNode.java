// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A mapping of a pack while it is read: knows its file and its key, and which of its keys were
/// asked for, so that a misspelt key is refused instead of ignored. Not thread-safe.
final class PackNode {
    private final Path file;
    private final String key;
    private final Map<String, Object> values;
    private final Set<String> seen = new LinkedHashSet<>();

    PackNode(Path file, String key, @Nullable Object value) {
        this.file = file;
        this.key = key;
        if (!(value instanceof Map<?, ?> map)) {
            throw new PackRefused(file, key, "expected a mapping, found " + kindOf(value));
        }
        Map<String, Object> read = new LinkedHashMap<>();
        map.forEach((k, v) -> {
            if (!(k instanceof String name)) {
                throw new PackRefused(file, key, "the key " + k + " is no text: quote it");
            }
            read.put(name, v);
        });
        this.values = read;
    }

    PackRefused refused(String name, String what) {
        return new PackRefused(file, at(name), what);
    }

    String text(String name) {
        Object value = need(name);
        if (value instanceof Map || value instanceof List) {
            throw refused(name, "expected text, found " + kindOf(value));
        }
        String text = value.toString();
        if (text.isBlank()) {
            throw refused(name, "is blank");
        }
        return text;
    }

    Optional<String> maybe(String name) {
        seen.add(name);
        return values.containsKey(name) ? Optional.of(text(name)) : Optional.empty();
    }

    boolean flag(String name) {
        seen.add(name);
        Object value = values.getOrDefault(name, false);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw refused(name, "expected true or false, found " + value);
    }

    int whole(String name) {
        if (need(name) instanceof Integer number && number >= 0) {
            return number;
        }
        throw refused(name, "expected a whole number of 0 or more, found " + need(name));
    }

    <E extends Enum<E>> E one(Class<E> type, String name) {
        return constant(type, name, text(name));
    }

    <E extends Enum<E>> Set<E> some(Class<E> type, String name) {
        Set<E> found = new LinkedHashSet<>();
        texts(name).forEach(t -> found.add(constant(type, name, t)));
        return found;
    }

    Words words(String name) {
        PackNode node = node(name);
        Words words = new Words(node.text("ko"), node.text("ja"), node.text("en"));
        node.done();
        return words;
    }

    PackNode node(String name) {
        return new PackNode(file, at(name), need(name));
    }

    Optional<PackNode> maybeNode(String name) {
        seen.add(name);
        return values.containsKey(name) ? Optional.of(node(name)) : Optional.empty();
    }

    List<PackNode> nodes(String name) {
        seen.add(name);
        List<PackNode> found = new ArrayList<>();
        for (Object value : list(name)) {
            found.add(new PackNode(file, at(name) + "[" + found.size() + "]", value));
        }
        return found;
    }

    List<String> texts(String name) {
        seen.add(name);
        return list(name).stream().map(String::valueOf).toList();
    }

    boolean isMapping(String name) {
        return values.get(name) instanceof Map;
    }

    Set<String> keys() {
        return values.keySet();
    }

    /// Refuses keys that nobody asked for.
    void done() {
        for (String name : values.keySet()) {
            if (!seen.contains(name)) {
                throw refused(name, "is not known here; known are " + seen);
            }
        }
    }

    private Object need(String name) {
        seen.add(name);
        Object value = values.get(name);
        if (value == null) {
            throw refused(name, "is missing");
        }
        return value;
    }

    private List<?> list(String name) {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw refused(name, "expected a list, found " + kindOf(value));
    }

    private <E extends Enum<E>> E constant(Class<E> type, String name, String text) {
        String wanted = text.replace('-', '_').toUpperCase(Locale.ROOT);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(wanted)) {
                return constant;
            }
        }
        throw refused(
                name,
                "expected one of " + Arrays.toString(type.getEnumConstants()) + ", found " + text);
    }

    private String at(String name) {
        return key.isEmpty() ? name : key + "." + name;
    }

    private static String kindOf(@Nullable Object value) {
        return switch (value) {
            case null -> "nothing";
            case Map<?, ?> m -> "a mapping";
            case List<?> l -> "a list";
            default -> "\"" + value + "\"";
        };
    }
}
