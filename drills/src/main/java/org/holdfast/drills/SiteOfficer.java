// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The officer who decides what a fault has left held: until somebody does, everything that is
/// filed about the same people is held behind it, in this run and in all that follow.
final class SiteOfficer {
    private static final int MOST_ROUNDS = 200;
    private static final String HELD = "/api/v1/filings?state=held";

    private SiteOfficer() {}

    /// Refuses every filing that is held.
    ///
    /// @return how many
    /// @throws DrillFault when the office does not take the decisions
    static int refuseHeld(SiteNodes.Node node) throws IOException {
        OfficeClient officer = node.officer(SiteNodes.KOREAN);
        int refused = 0;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            OfficeClient.Answer answer = officer.get(HELD);
            if (answer.status() != 200) {
                throw new DrillFault("filings that are held: answered " + answer.status());
            }
            JsonNode held = answer.json().path("filings");
            if (held.isEmpty()) {
                return refused;
            }
            for (JsonNode one : held) {
                if (refuse(officer, one.path("id").asString(""))) {
                    refused++;
                }
            }
        }
        throw new DrillFault("filings stay held though they are refused");
    }

    private static boolean refuse(OfficeClient officer, String id) throws IOException {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("decision", "refuse").put("reason", "drill");
        OfficeClient.Answer answer =
                officer.send(
                        new Command(
                                UUID.randomUUID().toString(),
                                SiteNodes.KOREAN,
                                "/api/v1/filings/" + id + "/decision",
                                body),
                        Duration.ofSeconds(10));
        return answer.status() == 201;
    }
}
