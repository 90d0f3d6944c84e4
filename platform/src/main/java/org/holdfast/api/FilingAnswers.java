// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.util.List;
import org.holdfast.cases.Filings;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.Registers;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns filings into what the API says, and records the look of an officer who is shown one.
/// Thread-safe.
public final class FilingAnswers {
    private final Registers registers;
    private final PeopleSearch search;
    private final Problems problems;

    FilingAnswers(Registers registers, PeopleSearch search, Problems problems) {
        this.registers = registers;
        this.search = search;
        this.problems = problems;
    }

    /// Records that an officer sees whom filings are about; nothing is to be shown before.
    public void look(Principal who, List<Filings.Filing> filings) {
        if (who.role() == Role.OFFICER && who.office().isPresent()) {
            List<RecordRef> people =
                    filings.stream().map(Filings.Filing::subject).distinct().toList();
            search.look(who, who.office().get(), people, "filing", List.of("name", "address"));
        }
    }

    ObjectNode document(Filings.Filing filing) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        String here = "/api/v1/filings/" + filing.id();
        boolean pending = filing.state() == Filings.State.PENDING;
        node.put("state", pending ? "filed" : filing.state().text());
        ObjectNode says = node.putObject("says");
        for (Language language : Language.values()) {
            String key = "filing." + filing.state().text();
            says.put(language.code(), problems.words(key).in(language.code()));
        }
        node.put("id", filing.id());
        node.put("service", filing.service());
        node.put("office", filing.office().value());
        node.put("subject", registers.subject(filing.subject()).value());
        if (!filing.reason().isEmpty()) {
            node.put("reason", filing.reason());
        }
        node.put("at", filing.at().toString());
        ObjectNode time = node.putObject("legalTime");
        time.put("notBefore", filing.legalTime().notBefore().toString());
        filing.legalTime().notAfter().ifPresent(until -> time.put("notAfter", until.toString()));
        time.put("effective", filing.legalTime().effective().toString());
        filing.acceptance().ifPresent(known -> Numbers.put(node, known, problems));
        report(node.putObject("report"), filing.report());
        ObjectNode asOf = node.putObject("asOf");
        asOf.put("origin", filing.upTo().origin());
        asOf.put("index", filing.upTo().index());
        asOf.put("time", filing.heard().toString());
        ObjectNode receipt = node.putObject("receipt");
        receipt.put("href", here + "/receipt");
        Answers.position(receipt, filing.receipt());
        return node;
    }

    private void report(ObjectNode node, Filings.Report report) {
        node.put("address", report.address());
        node.put("detail", report.detail());
        node.put("movedOn", report.movedOn().toString());
        ArrayNode movers = node.putArray("movers");
        report.movers().forEach(ref -> movers.add(registers.subject(ref).value()));
        report.newHead().ifPresent(ref -> node.put("newHead", registers.subject(ref).value()));
    }
}
