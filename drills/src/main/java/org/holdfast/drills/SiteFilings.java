// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.holdfast.drills.SiteTruth.Acknowledged;

/// Judges moves that were told as filed (docs/filings.md): every node knows the filing, and all say
/// the same of it: that it is entered, held for an officer, or refused by one. Of one that is
/// entered the move itself is asked for and noted in the truth log, so that it is judged as every
/// move is. Thread-safe.
final class SiteFilings {
    static final String ENTERED = "entered";
    static final String HELD = "held";
    static final String REFUSED = "refused";
    private static final Set<String> ENDS = Set.of(ENTERED, HELD, REFUSED);
    private static final Duration BREATH = Duration.ofMillis(300);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final List<SiteNodes.Node> nodes;
    private final SiteTruth truth;
    private final SiteOffences offences;
    private final BooleanSupplier late;
    private final Map<String, String> ends = new ConcurrentHashMap<>();

    /// @param late whether the nodes have had their time to catch up
    SiteFilings(
            List<SiteNodes.Node> nodes,
            SiteTruth truth,
            SiteOffences offences,
            BooleanSupplier late) {
        this.nodes = List.copyOf(nodes);
        this.truth = truth;
        this.offences = offences;
        this.late = late;
    }

    /// How many operations ended in this state.
    long ended(String state) {
        return ends.values().stream().filter(state::equals).count();
    }

    /// Judges one filing; waits for nodes that are behind.
    void check(Acknowledged filing) {
        Map<String, String> states = states(filing);
        while (!isSettled(states) && !late.getAsBoolean()) {
            Pauses.of(BREATH);
            states = states(filing);
        }
        boolean known = true;
        for (Map.Entry<String, String> at : states.entrySet()) {
            if (!ENDS.contains(at.getValue())) {
                known = false;
                offences.missing(
                        filing, "node " + at.getKey(), "the filing is " + at.getValue() + " there");
            }
        }
        if (!known) {
            return;
        }
        if (!isSettled(states)) {
            offences.wrong(filing, "the nodes", "the filing is told differently: " + states);
            return;
        }
        String state = states.values().iterator().next();
        ends.put(filing.operation(), state);
        if (state.equals(ENTERED) && truth.of(filing.operation()).isEmpty()) {
            entered(filing);
        }
    }

    private static boolean isSettled(Map<String, String> states) {
        Set<String> all = new HashSet<>(states.values());
        return all.size() == 1 && ENDS.containsAll(all);
    }

    /// By site: the state, or what was answered instead.
    private Map<String, String> states(Acknowledged filing) {
        Map<String, String> states = new TreeMap<>();
        for (SiteNodes.Node node : nodes) {
            states.put(node.site(), state(node, filing));
        }
        return states;
    }

    private static String state(SiteNodes.Node node, Acknowledged filing) {
        try {
            OfficeClient.Answer answer =
                    node.officer(filing.what().command().office())
                            .get("/api/v1/filings/" + filing.id(), ANSWER);
            return answer.status() == 200
                    ? answer.json().path("state").asString("without a state")
                    : "answered with " + answer.status();
        } catch (IOException away) {
            return "not answered for";
        }
    }

    private void entered(Acknowledged filing) {
        SiteNodes.Node node = nodes.getFirst();
        String last = again(node, filing);
        while (!last.isEmpty() && !late.getAsBoolean()) {
            Pauses.of(BREATH);
            last = again(node, filing);
        }
        if (!last.isEmpty()) {
            offences.missing(
                    filing,
                    "node " + node.site(),
                    "the filing is entered, and the move asked again is " + last);
        }
    }

    /// Empty when the move was acknowledged; else what came instead.
    private String again(SiteNodes.Node node, Acknowledged filing) {
        try {
            OfficeClient.Answer answer =
                    node.officer(filing.what().command().office())
                            .send(filing.what().command(), ANSWER);
            if (answer.status() == 200 || answer.status() == 201) {
                truth.acknowledged(filing.what(), node.site(), answer.json());
                return "";
            }
            return "answered with " + answer.status();
        } catch (IOException away) {
            return "not answered for";
        }
    }
}
