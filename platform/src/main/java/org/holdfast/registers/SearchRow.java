// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What search keeps of a person's current version.
record SearchRow(
        String name,
        @Nullable String second,
        LocalDate birth,
        String address,
        boolean restricted,
        String status,
        String nameKey,
        @Nullable String secondKey,
        String folded,
        List<Integer> grams) {

    /// Reads the searchable fields of a person of either country.
    static SearchRow of(String office, ObjectNode facts) {
        JsonNode names = facts.required("name");
        boolean korean = names.has("hangul");
        String name = names.required(korean ? "hangul" : "kanji").stringValue();
        JsonNode other = names.get(korean ? "hanja" : "kana");
        String second = other == null ? null : other.stringValue();
        String address = korean ? koreanAddress(facts) : facts.required("address").stringValue();
        JsonNode former = facts.get("formerName");
        String nameKey = SearchText.fold(name);
        String secondKey = second == null ? null : SearchText.fold(second);
        List<String> parts =
                List.of(
                        nameKey,
                        secondKey == null ? "" : secondKey,
                        former == null ? "" : SearchText.fold(former.stringValue()),
                        SearchText.fold(address));
        JsonNode restricted = facts.get("restricted");
        return new SearchRow(
                name,
                second,
                LocalDate.parse(facts.required("birth").stringValue()),
                address,
                restricted != null && restricted.booleanValue(),
                facts.required("status").stringValue(),
                nameKey,
                secondKey,
                String.join("|", parts),
                marked(office, SearchText.bigrams(parts.toArray(String[]::new))));
    }

    private static String koreanAddress(ObjectNode facts) {
        JsonNode addresses = facts.required("addresses");
        if (addresses.isEmpty()) {
            return "";
        }
        JsonNode last = addresses.get(addresses.size() - 1);
        String address = last.required("address").stringValue();
        JsonNode detail = last.get("detail");
        if (detail == null) {
            return address;
        }
        String more = detail.stringValue();
        return address + (more.startsWith("(") ? " " : ", ") + more;
    }

    private static List<Integer> marked(String office, List<Integer> grams) {
        List<Integer> all = new ArrayList<>(grams.size() + 1);
        all.add(SearchText.officeMark(office));
        all.addAll(grams);
        return List.copyOf(all);
    }
}
