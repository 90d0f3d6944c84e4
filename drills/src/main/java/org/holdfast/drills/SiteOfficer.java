// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The officer who clears away what earlier runs have left. Filings that stay held: until somebody
/// decides them, everything that is filed about the same people is held behind them. And blocks of
/// the people whom a load protects.
final class SiteOfficer {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BREATH = Duration.ofMillis(300);
    private static final String FILINGS = "/api/v1/filings?state=";

    private SiteOfficer() {}

    /// Refuses every filing that is held, and waits until none is pending.
    ///
    /// @return how many
    /// @throws DrillFault when the office does not take the decisions
    static int refuseHeld(SiteNodes.Node node) throws IOException {
        OfficeClient officer = node.officer(SiteNodes.KOREAN);
        long until = System.nanoTime() + PATIENCE.toNanos();
        int refused = 0;
        while (System.nanoTime() - until < 0) {
            JsonNode held = filings(officer, "held");
            if (held.isEmpty() && filings(officer, "pending").isEmpty()) {
                return refused;
            }
            int before = refused;
            for (JsonNode one : held) {
                if (refuse(officer, one.path("id").asString(""))) {
                    refused++;
                }
            }
            if (refused == before) {
                Pauses.of(BREATH);
            }
        }
        throw new DrillFault("after " + PATIENCE + " filings are still pending, or stay held");
    }

    /// Lifts every block of these people that is in force at the node.
    ///
    /// @return how many
    /// @throws DrillFault when one cannot be lifted
    static int liftBlocks(SiteNodes.Node node, List<DemoOffice.Subject> people) throws IOException {
        int lifted = 0;
        for (DemoOffice.Subject one : people) {
            OfficeClient officer = node.officer(one.office());
            String path = "/api/v1/subjects/" + one.handle() + "/blocks";
            for (JsonNode block : officer.get(path).json().path("blocks")) {
                if (block.path("state").asString("").equals("in-force")) {
                    lift(officer, one.office(), block.path("id").asString(""));
                    lifted++;
                }
            }
        }
        return lifted;
    }

    private static void lift(OfficeClient officer, String office, String block) throws IOException {
        Command lift = Command.lift(UUID.randomUUID().toString(), office, block);
        long until = System.nanoTime() + PATIENCE.toNanos();
        int status = officer.send(lift, Duration.ofSeconds(20)).status();
        while (status >= 500 && System.nanoTime() - until < 0) {
            Pauses.of(BREATH);
            status = officer.send(lift, Duration.ofSeconds(20)).status();
        }
        if (status != 201) {
            throw new DrillFault("a block of an earlier run cannot be lifted: answered " + status);
        }
    }

    private static JsonNode filings(OfficeClient officer, String state) throws IOException {
        OfficeClient.Answer answer = officer.get(FILINGS + state);
        if (answer.status() != 200) {
            throw new DrillFault("filings that are " + state + ": answered " + answer.status());
        }
        return answer.json().path("filings");
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
