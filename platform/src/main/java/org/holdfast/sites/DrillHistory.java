// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The last drills of the sites, newest first, from the file to which `drill campaign` appends one
/// line of JSON each.
public final class DrillHistory {
    private static final int MOST_BYTES = 8 << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    private DrillHistory() {}

    /// One run.
    ///
    /// @param lost of what was acknowledged: missing, doubled or wrong; must be 0
    /// @param cause as it was named; empty when it was not; of a run that could not be ended: why
    public record Run(
            String date,
            String name,
            String site,
            long acknowledged,
            long lost,
            long issueGapMillis,
            long moveGapMillis,
            long noticedMillis,
            String cause) {}

    /// At most so many; none when there is no such file. A line that a crash cut is left out.
    public static List<Run> last(Path file, int most) throws IOException {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        List<Run> runs = new ArrayList<>();
        for (String line : tail(file).split("\n", -1)) {
            try {
                JsonNode json = JSON.readTree(line);
                if (json != null && json.path("name").isString()) {
                    runs.add(run(json));
                }
            } catch (JacksonException cut) {
                // no result
            }
        }
        Collections.reverse(runs);
        return List.copyOf(runs.subList(0, Math.min(most, runs.size())));
    }

    private static String tail(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - MOST_BYTES);
            byte[] bytes = new byte[(int) Math.min(MOST_BYTES, in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static Run run(JsonNode json) {
        return new Run(
                json.path("date").asString(""),
                json.path("name").asString(""),
                json.path("site").asString(""),
                json.path("acknowledged").asLong(0),
                json.path("missing").asLong(0)
                        + json.path("duplicated").asLong(0)
                        + json.path("wrong").asLong(0),
                json.path("issueGapMillis").asLong(-1),
                json.path("moveGapMillis").asLong(-1),
                json.path("noticedMillis").asLong(-1),
                json.has("aborted")
                        ? "aborted: " + json.path("aborted").asString("")
                        : json.path("causeNamed").asString(""));
    }
}
