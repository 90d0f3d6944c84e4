// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// How a drill ended: passed or not, the figures it measured, and each finding.
public record DrillResult(
        String drill, boolean passed, Map<String, Object> figures, List<String> findings) {
    public DrillResult {
        figures = Map.copyOf(figures);
        findings = List.copyOf(findings);
    }

    public String json() {
        return JsonMapper.builder()
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(this);
    }
}
