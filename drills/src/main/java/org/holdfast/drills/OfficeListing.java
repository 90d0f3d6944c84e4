// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The journals that an office says it has.
final class OfficeListing {
    private static final int MOST = 100_000;

    private OfficeListing() {}

    /// One line of the list.
    record Line(String name, String origin, String vkey, long size) {
        /// Below the address of the office; there is no other place for it.
        String href() {
            return "/journal/" + name;
        }
    }

    /// Reads the list; what is no list, or empty, or a line that contradicts itself is a finding,
    /// and no address is taken from it but the one that its name gives.
    static List<Line> read(byte[] json, Consumer<String> findings) {
        JsonNode list;
        try {
            list = JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            list = JsonMapper.shared().missingNode();
        }
        if (!list.isArray() || list.isEmpty() || list.size() > MOST) {
            findings.accept("the list of journals is not a list of 1 to " + MOST);
            return List.of();
        }
        List<Line> lines = new ArrayList<>();
        for (JsonNode one : list) {
            Line line =
                    new Line(
                            one.path("name").asString(""),
                            one.path("origin").asString(""),
                            one.path("vkey").asString(""),
                            one.path("size").asLong(-1));
            boolean named =
                    OriginName.of(line.origin())
                            .filter(origin -> origin.name().equals(line.name()))
                            .isPresent();
            if (named && line.size() > 0 && one.path("href").asString("").equals(line.href())) {
                lines.add(line);
            } else {
                findings.accept(
                        "line %d of the list of journals contradicts itself or leads elsewhere"
                                .formatted(lines.size() + 1));
            }
        }
        return lines;
    }
}
