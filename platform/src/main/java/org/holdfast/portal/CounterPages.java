// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import gg.jte.Content;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.holdfast.api.Answers;
import org.holdfast.api.Caller;
import org.holdfast.api.PeopleSearch;
import org.holdfast.api.ProblemRaised;
import org.holdfast.cases.Papers;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.SearchHit;
import org.holdfast.registers.SearchPage;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// The officer's counter: find a person, see the record, choose what to do. What was typed travels
/// in the body of the request, never in an address.
@Allowed(Role.OFFICER)
@Controller
class CounterPages {
    /// The form of a block, among the forms of services.
    static final String BLOCK = "block";

    private static final int PAPERS = 10;
    private static final int EARLIEST_BIRTH = 1800;
    private static final int LATEST = 9999;

    private final Pages pages;
    private final People people;
    private final PeopleSearch search;
    private final Papers papers;
    private final BlockSight blocks;
    private final FiledSight filed;
    private final CitizenPages.Words words;

    CounterPages(
            Pages pages,
            People people,
            PeopleSearch search,
            Papers papers,
            BlockSight blocks,
            FiledSight filed,
            CitizenPages.Words words) {
        this.pages = pages;
        this.people = people;
        this.search = search;
        this.papers = papers;
        this.blocks = blocks;
        this.filed = filed;
        this.words = words;
    }

    @InPerson
    @GetMapping("/counter")
    View empty(HttpServletRequest request) {
        Content nothing = output -> {};
        return counter(request, "", nothing, Arriving.NOBODY);
    }

    /// What was typed to find somebody of another office.
    ///
    /// @param wrong whether it could not be looked for
    record Arriving(String name, String birth, boolean wrong) {
        static final Arriving NOBODY = new Arriving("", "", false);

        /// Prints no person.
        @Override
        public String toString() {
            return "Arriving";
        }
    }

    private View counter(
            HttpServletRequest request, String query, Content hits, Arriving arriving) {
        boolean moves = people.takesArrivals(Caller.require(request));
        return pages.show(
                request,
                "counter",
                arriving.wrong() ? 422 : 200,
                Map.of("query", query, "hits", hits, "moves", moves, "arriving", arriving));
    }

    /// Somebody who moves in from another office: found by whole name and birth date only.
    @PostMapping("/counter/arrivals")
    View arrivals(
            HttpServletRequest request,
            @RequestParam("name") String name,
            @RequestParam("birth") String birth) {
        if (!people.takesArrivals(Caller.require(request))) {
            throw new ProblemRaised("unknown-service", 404);
        }
        Optional<LocalDate> day = day(birth);
        boolean wrong =
                day.isEmpty() || name.isBlank() || name.length() > PeopleSearch.LONGEST_QUERY;
        Content hits = output -> {};
        if (!wrong) {
            Page page = pages.page(request);
            List<SearchHit> found =
                    search.arrivals(Caller.require(request), name, day.orElseThrow());
            List<HitLine> lines =
                    found.stream().map(h -> HitLine.of(h, page)).map(HitLine::ofArrival).toList();
            hits = pages.part("arrivals", Map.of("page", page, "hits", lines));
        }
        return counter(request, "", hits, new Arriving(name, birth, wrong));
    }

    /// Empty for what is no day on which somebody living was born.
    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text.strip()))
                    .filter(day -> day.getYear() >= EARLIEST_BIRTH && day.getYear() <= LATEST);
        } catch (DateTimeException notADay) {
            return Optional.empty();
        }
    }

    /// The whole page with the people found, for browsers without scripts.
    @InPerson
    @PostMapping("/counter")
    View found(HttpServletRequest request, @RequestParam("q") String query) {
        Map<String, Object> values = hits(request, query);
        Content hits = pages.part("hits", values);
        return counter(request, query, hits, Arriving.NOBODY);
    }

    /// The people found alone, for the page's script.
    @InPerson
    @PostMapping("/counter/search")
    View search(HttpServletRequest request, @RequestParam("q") String query) {
        return pages.show(request, "hits", hits(request, query));
    }

    private Map<String, Object> hits(HttpServletRequest request, String query) {
        Page page = pages.page(request);
        String cut = query.strip();
        if (cut.isEmpty() || cut.length() > PeopleSearch.LONGEST_QUERY) {
            return Map.of("page", page, "hits", List.of(), "more", false);
        }
        SearchPage found = search.find(Caller.require(request), cut, 0);
        List<HitLine> lines = found.hits().stream().map(h -> HitLine.of(h, page)).toList();
        return Map.of("page", page, "hits", lines, "more", found.next());
    }

    @InPerson
    @GetMapping("/counter/people/{handle}")
    View person(HttpServletRequest request, @PathVariable("handle") String handle) {
        RecordVersion person = people.at(Caller.require(request), handle);
        return person(request, person, "", Sent.NOTHING, RefusalView.NONE);
    }

    /// A person's page; the looks at everybody on it are on disk before it is made.
    ///
    /// @param open the service whose form is opened and filled with what was sent, or [#BLOCK]
    View person(
            HttpServletRequest request,
            RecordVersion person,
            String open,
            Sent sent,
            RefusalView refusal) {
        Page page = pages.page(request);
        Principal who = Caller.require(request);
        RecordView view = people.view(person, page);
        look(who, person, view);
        BlockView blocked =
                blocks.of(
                        who,
                        people.handle(person),
                        person,
                        open.equals(BLOCK) ? sent : Sent.NOTHING,
                        page);
        return pages.show(
                request,
                "person",
                refusal.present() ? 422 : 200,
                Map.of(
                        "page",
                        page,
                        "record",
                        view,
                        "handle",
                        people.handle(person).value(),
                        "operation",
                        "login-" + UUID.randomUUID(),
                        "services",
                        forms(person, page, open, sent),
                        "move",
                        people.move(person.office().country())
                                .map(s -> MoveWords.of(s, page).title())
                                .orElse(""),
                        "papers",
                        papers(who, person, page),
                        "filed",
                        filed.of(who, person, page),
                        "blocks",
                        blocked,
                        "refusal",
                        refusal));
    }

    private void look(Principal who, RecordVersion person, RecordView view) {
        List<String> fields =
                view.rows().stream()
                        .map(r -> r.key().replaceFirst("^fact\\.", ""))
                        .collect(Collectors.toCollection(ArrayList::new));
        fields.add("restriction");
        search.look(who, person.office(), List.of(person.ref()), "counter", fields);
        List<RecordRef> others = people.shownWith(person);
        search.look(who, person.office(), others, "counter", List.of("name", "relation", "birth"));
    }

    /// The one that was sent is open, else the first.
    private List<ServiceForm> forms(RecordVersion person, Page page, String open, Sent sent) {
        List<ServiceForm> forms =
                new ArrayList<>(
                        people.papers(
                                person, page, true, c -> c.equals(open) ? sent : Sent.NOTHING));
        for (int i = 0; i < forms.size(); i++) {
            ServiceForm form = forms.get(i);
            if (form.code().equals(open) || (open.isEmpty() && i == 0)) {
                forms.set(i, form.opened());
            }
        }
        return List.copyOf(forms);
    }

    private List<PaperLine> papers(Principal who, RecordVersion person, Page page) {
        return PaperLine.of(
                Answers.given(papers.of(who, people.handle(person), PAPERS), words.problems()),
                words.catalogue(),
                page);
    }
}
