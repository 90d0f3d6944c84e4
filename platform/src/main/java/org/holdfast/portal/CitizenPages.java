// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.api.Answers;
import org.holdfast.api.Caller;
import org.holdfast.api.PeopleSearch;
import org.holdfast.api.Problems;
import org.holdfast.cases.Papers;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.FactRules;
import org.holdfast.facts.FactChecks;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.offices.Offices;
import org.holdfast.registers.Looks;
import org.holdfast.registers.RecordVersion;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;

/// A citizen's own pages: services, record, papers, what was filed, and who looked.
@Allowed(Role.CITIZEN)
@Controller
class CitizenPages {
    private static final int RECENT = 5;
    private static final int MOST = 200;

    private final Pages pages;
    private final People people;
    private final Papers papers;
    private final Looks looks;
    private final PeopleSearch sight;
    private final FiledSight filed;
    private final FactChecks checks;
    private final Catalogue catalogue;
    private final Offices offices;
    private final Problems problems;

    CitizenPages(Pages pages, People people, Papers papers, Sight sight, Words words) {
        this.pages = pages;
        this.people = people;
        this.papers = papers;
        this.looks = sight.looks();
        this.sight = sight.search();
        this.filed = sight.filed();
        this.checks = sight.checks();
        this.catalogue = words.catalogue();
        this.offices = words.offices();
        this.problems = words.problems();
    }

    /// What looking at people needs.
    record Sight(PeopleSearch search, Looks looks, FiledSight filed, FactChecks checks) {}

    /// Where the words of pages come from.
    record Words(Catalogue catalogue, Offices offices, Problems problems) {}

    @InPerson
    @GetMapping("/me")
    View services(HttpServletRequest request) {
        Page page = pages.page(request);
        RecordVersion self = people.self(Caller.require(request));
        return pages.show(
                request,
                "me",
                Map.of(
                        "page",
                        page,
                        "services",
                        people.papers(self, page, false, _ -> Sent.NOTHING),
                        "filed",
                        filed.of(Caller.require(request), self, page),
                        "papers",
                        lines(request, self, page, RECENT)));
    }

    @InPerson
    @GetMapping("/me/papers")
    View papers(HttpServletRequest request) {
        Page page = pages.page(request);
        RecordVersion self = people.self(Caller.require(request));
        return pages.show(
                request,
                "papers",
                Map.of(
                        "page",
                        page,
                        "papers",
                        lines(request, self, page, MOST),
                        "filed",
                        filed.of(Caller.require(request), self, page)));
    }

    private List<PaperLine> lines(
            HttpServletRequest request, RecordVersion self, Page page, int most) {
        List<Papers.Listed> listed =
                Answers.given(
                        papers.of(Caller.require(request), people.handle(self), most), problems);
        return PaperLine.of(listed, catalogue, page);
    }

    @GetMapping("/me/record")
    View record(HttpServletRequest request) {
        Page page = pages.page(request);
        Principal who = Caller.require(request);
        RecordVersion self = people.self(who);
        RecordView view = people.view(self, page);
        sight.look(
                who,
                self.office(),
                people.shownWith(self),
                "household",
                List.of("name", "relation", "birth"));
        return pages.show(
                request,
                "record",
                Map.of("page", page, "record", view, "filed", filed.of(who, self, page)));
    }

    @GetMapping("/me/looks")
    View looks(HttpServletRequest request) {
        Page page = pages.page(request);
        RecordVersion self = people.self(Caller.require(request));
        ZoneId zone = self.office().country().zone();
        Optional<FactRules> rules = catalogue.facts(self.office().country().code());
        List<LookLine> lines =
                Stream.concat(
                                looks.of(self.ref(), MOST).stream()
                                        .map(s -> LookLine.of(s, page, offices, rules, zone)),
                                checks.about(self.ref(), MOST).stream()
                                        .map(s -> LookLine.of(s, page, offices, rules, zone)))
                        .sorted(Comparator.comparing(LookLine::moment).reversed())
                        .limit(MOST)
                        .toList();
        return pages.show(request, "looks", Map.of("page", page, "looks", lines));
    }
}
