// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.util.Map;
import org.holdfast.cases.Filings;
import org.holdfast.cases.Issuing;
import org.holdfast.cases.StepTimes;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.ledger.Audits;
import org.holdfast.ledger.JournalCounts;
import org.holdfast.ledger.Ledger;
import org.holdfast.shield.Limiter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/operations`: journals, papers, filings and admission in figures, for operators and
/// benches.
@RestController
class OfficeFigures {
    private final Ledger ledger;
    private final Issuing issuing;
    private final Filings filings;
    private final Limiter limiter;

    OfficeFigures(Ledger ledger, Issuing issuing, Filings filings, Limiter limiter) {
        this.ledger = ledger;
        this.issuing = issuing;
        this.filings = filings;
        this.limiter = limiter;
    }

    @Allowed(Role.OPERATOR)
    @GetMapping("/api/v1/operations")
    ObjectNode figures() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ArrayNode journals = node.putArray("journals");
        for (JournalCounts counts : ledger.counts()) {
            ObjectNode one = journals.addObject();
            one.put("name", counts.name());
            one.put("origin", counts.origin());
            one.put("entries", counts.entries());
            one.put("unsealed", counts.unsealed());
            one.put("next", counts.entries() + counts.unsealed());
            one.put("mirrored", counts.mirrored());
            if (counts.waiting() >= 0) {
                one.put("waiting", counts.waiting());
            }
            one.put("oldestWaitingSeconds", counts.oldestWaiting().toSeconds());
            one.put("allEntries", counts.allEntries());
            one.put("bytes", counts.bytes());
            one.put("appendedPerSecond", counts.appendedPerSecond());
            one.put("sealLag50Millis", counts.sealLag50().toMillis());
            one.put("sealLag95Millis", counts.sealLag95().toMillis());
            one.put("stopped", counts.stopped());
            one.put("trouble", counts.trouble());
        }
        audits(node.putObject("audits"), ledger.audits());
        papers(node.putObject("papers"), issuing.totals());
        Filings.Counts filed = filings.counts();
        node.putObject("filings").put("pending", filed.pending()).put("held", filed.held());
        Limiter.Load load = limiter.load();
        ObjectNode admission = node.putObject("admission");
        admission.put("inside", load.inside());
        admission.put("waiting", load.waiting());
        admission.put("capacity", load.capacity());
        admission.put("admitted", load.admitted());
        admission.put("refused", load.refused());
        return node;
    }

    /// The sums of the steps of issuing, for a bench.
    @Allowed(Role.OPERATOR)
    @GetMapping("/api/v1/operations/steps")
    ObjectNode steps() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ArrayNode steps = node.putArray("steps");
        Map<String, Long> micros = issuing.totals().micros();
        for (String name : StepTimes.STEPS) {
            steps.addObject().put("name", name).put("totalMicros", micros.getOrDefault(name, 0L));
        }
        return node;
    }

    /// What a drill planted and what the guard stopped of it; zeros outside of drills.
    @Allowed(Role.OPERATOR)
    @GetMapping("/api/v1/operations/drill")
    ObjectNode drill() {
        return planted(JsonMapper.shared().createObjectNode(), issuing.totals());
    }

    private static void audits(ObjectNode node, Audits audits) {
        node.put("looked", audits.looked());
        node.put("compared", audits.compared());
        ArrayNode alarms = node.putArray("alarms");
        for (Audits.Alarm alarm : audits.alarms()) {
            alarms.addObject()
                    .put("at", alarm.at().toString())
                    .put("place", alarm.place())
                    .put("journal", alarm.journal())
                    .put("index", alarm.index())
                    .put("kind", alarm.kind().name())
                    .put("what", alarm.what());
        }
    }

    private static void papers(ObjectNode node, Issuing.Totals totals) {
        node.put("issued", totals.papers());
        node.put("repeated", totals.repeated());
        node.put("refused", totals.refused());
        node.put("stopped", totals.stopped());
        node.put("retried", totals.retried());
        ObjectNode micros = node.putObject("micros");
        totals.micros().forEach(micros::put);
        planted(node.putObject("planted"), totals);
    }

    private static ObjectNode planted(ObjectNode node, Issuing.Totals totals) {
        node.put("planted", totals.planted().planted());
        node.put("stopped", totals.planted().stopped());
        node.put("escaped", totals.planted().escaped());
        ObjectNode byKind = node.putObject("stoppedByKind");
        totals.planted().stoppedByKind().forEach(byKind::put);
        return node;
    }
}
