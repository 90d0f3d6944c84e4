// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.holdfast.drills.SiteTruth.Acknowledged;
import org.holdfast.drills.SiteTruth.Form;
import tools.jackson.databind.JsonNode;

/// Judges blocks, lifts and withdrawals that were acknowledged (decision 18): at every node a block
/// is listed as it stands, in force at every site unless it was lifted, and then nobody is served
/// about the person by mandate; and a withdrawn paper is handed out no more. Thread-safe.
final class SiteProtection {
    private static final Duration BREATH = Duration.ofMillis(300);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final Set<String> REFUSED = Set.of("restricted-subject", "restricted-applicant");
    private static final String WITHDRAWN = "paper-withdrawn";

    private final SiteTruth truth;
    private final SiteOffences offences;
    private final BooleanSupplier late;
    private final Set<String> unsure;
    private final Set<String> lifted;
    private final Set<String> withdrawn;

    /// @param unsure ids of blocks and papers of which nobody knows whether they were lifted or
    ///   withdrawn
    /// @param late whether the nodes have had their time to catch up
    SiteProtection(
            SiteTruth truth, Set<String> unsure, SiteOffences offences, BooleanSupplier late) {
        this.truth = truth;
        this.offences = offences;
        this.late = late;
        this.unsure = Set.copyOf(unsure);
        this.lifted = ids(truth, Form.LIFT);
        this.withdrawn = new HashSet<>(ids(truth, Form.WITHDRAWAL));
        withdrawn.addAll(unsure);
    }

    /// Of a withdrawal the paper's id, of a lift the block's.
    private static Set<String> ids(SiteTruth truth, Form form) {
        return truth.all().stream()
                .filter(one -> one.form() == form)
                .map(Acknowledged::id)
                .collect(Collectors.toSet());
    }

    /// Whether a paper was withdrawn, or may have been.
    boolean mayBeWithdrawn(Acknowledged paper) {
        return withdrawn.contains(paper.id());
    }

    /// A block at one node, lifted or not.
    void block(SiteNodes.Node node, Acknowledged block) throws IOException {
        String fault = fault(node, block);
        while (!fault.isEmpty() && !late.getAsBoolean()) {
            Pauses.of(BREATH);
            fault = fault(node, block);
        }
        if (!fault.isEmpty()) {
            offences.missing(block, "node " + node.site(), fault);
        } else if (!lifted.contains(block.id()) && !isUnsure(block)) {
            serving(node, block);
        }
    }

    /// Whether nobody knows how it must stand. A block that was asked for at two sites is two
    /// entries, and who lifted it may have seen one of them.
    private boolean isUnsure(Acknowledged block) {
        return unsure.contains(block.id())
                || (lifted.contains(block.id()) && truth.tried(block.operation()).size() > 1);
    }

    /// Empty when the node lists it as it must stand.
    private String fault(SiteNodes.Node node, Acknowledged block) throws IOException {
        String path = "/api/v1/subjects/" + block.what().command().target() + "/blocks";
        OfficeClient.Answer answer =
                node.officer(block.what().command().office()).get(path, ANSWER);
        if (answer.status() != 200) {
            return "the person's blocks are answered with " + answer.status();
        }
        Optional<JsonNode> line =
                answer.json()
                        .path("blocks")
                        .valueStream()
                        .filter(one -> one.path("id").asString("").equals(block.id()))
                        .findFirst();
        if (line.isEmpty()) {
            return "the block is not listed";
        }
        if (isUnsure(block)) {
            return "";
        }
        String state = line.get().path("state").asString("");
        String must = lifted.contains(block.id()) ? "lifted" : "in-force";
        if (!state.equals(must)) {
            return "the block must be %s, and is %s".formatted(must, state);
        }
        boolean everywhere = line.get().path("inForce").path("everywhere").asBoolean(false);
        return must.equals("lifted") || everywhere ? "" : "the block is not in force everywhere";
    }

    /// Somebody with a mandate asks for a paper about the person.
    private void serving(SiteNodes.Node node, Acknowledged block) throws IOException {
        OfficeClient client = node.officer(block.what().command().office());
        OfficeClient.Answer answer = client.send(order(block), ANSWER);
        while ((answer.status() >= 500 || answer.status() == 429) && !late.getAsBoolean()) {
            Pauses.of(BREATH);
            answer = client.send(order(block), ANSWER);
        }
        String code = answer.json().path("code").asString("");
        if (answer.status() < 300) {
            offences.wrong(
                    block, "node " + node.site(), "somebody is served about a protected person");
        } else if (!REFUSED.contains(code)) {
            offences.wrong(
                    block,
                    "node " + node.site(),
                    "who asks about a protected person is answered %d %s"
                            .formatted(answer.status(), code));
        }
    }

    private static Command order(Acknowledged block) {
        Command order =
                new OfficeClient.Order(
                                UUID.randomUUID().toString(),
                                "kr.resident-abstract",
                                block.what().command().office(),
                                block.what().command().target(),
                                "drill")
                        .command();
        order.body()
                .putObject("options")
                .put("basis", "mandate")
                .put("applicant", "Drill")
                .put("evidence", "drill");
        return order;
    }

    /// A withdrawn paper at one node.
    void withdrawal(SiteNodes.Node node, Acknowledged withdrawal) throws IOException {
        String path = "/api/v1/issuances/" + withdrawal.id() + "/document";
        OfficeClient client = node.officer(withdrawal.what().command().office());
        String said = said(client.get(path, ANSWER));
        while (!said.endsWith(WITHDRAWN) && !late.getAsBoolean()) {
            Pauses.of(BREATH);
            said = said(client.get(path, ANSWER));
        }
        if (!said.endsWith(WITHDRAWN)) {
            offences.missing(
                    withdrawal,
                    "node " + node.site(),
                    "the withdrawn paper's file is answered with " + said);
        }
    }

    private static String said(OfficeClient.Answer answer) {
        return (answer.status() + " " + answer.json().path("code").asString("")).strip();
    }
}
