// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.documents.LayoutFault;
import org.jspecify.annotations.Nullable;

/// A map of a YAML file with its place, so that a mistake in a layout says where it is.
record YamlNode(String place, Map<?, ?> map) {
    static YamlNode of(String place, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new YamlNode(place, map);
        }
        throw new LayoutFault(place + ": expected a map");
    }

    boolean has(String key) {
        return map.containsKey(key);
    }

    YamlNode node(String key) {
        return of(place + "." + key, map.get(key));
    }

    String text(String key) {
        Object value = map.get(key);
        if (value == null) {
            throw new LayoutFault(place + ": needs " + key);
        }
        return value.toString();
    }

    String text(String key, String otherwise) {
        Object value = map.get(key);
        return value == null ? otherwise : value.toString();
    }

    double number(String key, double otherwise) {
        Object value = map.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new LayoutFault(place + "." + key + ": expected a number");
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(map.get(key));
    }

    /// The items of a list; none when the key is absent. A single item may stand without a list.
    List<Object> list(String key) {
        Object value = map.get(key);
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> list ? new ArrayList<>(list) : List.of(value);
    }

    List<String> texts(String key) {
        return list(key).stream().map(String::valueOf).toList();
    }

    List<YamlNode> nodes(String key) {
        List<YamlNode> nodes = new ArrayList<>();
        for (Object item : list(key)) {
            nodes.add(of(place + "." + key + "[" + nodes.size() + "]", item));
        }
        return nodes;
    }
}
