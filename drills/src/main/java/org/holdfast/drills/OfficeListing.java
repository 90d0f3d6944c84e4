// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.nio.charset.StandardCharsets;
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

    /// Reads the list of a mirror, lines of name, origin, vkey and size, in the same way. A copy
    /// that has nothing under a checkpoint yet says nothing.
    static List<Line> lines(byte[] list, Consumer<String> findings) {
        List<Line> lines = new ArrayList<>();
        List<String> all = new String(list, StandardCharsets.UTF_8).lines().toList();
        if (all.isEmpty() || all.size() > MOST) {
            findings.accept("the list of journals is not a list of 1 to " + MOST);
            return List.of();
        }
        for (String text : all) {
            String[] parts = text.split(" ", -1);
            boolean whole = parts.length == 4 && parts[3].matches("[0-9]{1,18}");
            if (whole
                    && OriginName.of(parts[1])
                            .filter(origin -> origin.name().equals(parts[0]))
                            .isPresent()) {
                long size = Long.parseLong(parts[3]);
                if (size > 0) {
                    lines.add(new Line(parts[0], parts[1], parts[2], size));
                }
            } else {
                findings.accept("a line of the list of journals contradicts itself");
            }
        }
        return lines;
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
