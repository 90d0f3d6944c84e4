// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.SearchHit;
import org.holdfast.registers.SearchPage;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/subjects?office=&q=`: an officer finds people of the own office. Each person shown
/// gets a look recorded before the answer leaves.
@RestController
class FindSubjects {
    private final PeopleSearch search;

    FindSubjects(PeopleSearch search) {
        this.search = search;
    }

    @Allowed(Role.OFFICER)
    @InPerson
    @GetMapping("/api/v1/subjects")
    ObjectNode find(
            HttpServletRequest request,
            @RequestParam("office") String office,
            @RequestParam("q") String query,
            @RequestParam(name = "page", defaultValue = "0") int page) {
        if (!OfficeCode.isWellFormed(office)) {
            throw parameter("office");
        }
        if (query.isBlank() || query.length() > PeopleSearch.LONGEST_QUERY) {
            throw parameter("q");
        }
        if (page < 0 || page > PeopleSearch.LAST_PAGE) {
            throw parameter("page");
        }
        Principal who = Caller.require(request);
        if (!who.office().equals(Optional.of(new OfficeCode(office)))) {
            throw new ProblemRaised("wrong-office", 403);
        }
        SearchPage found = search.find(who, query, page);
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ArrayNode subjects = node.putArray("subjects");
        for (SearchHit hit : found.hits()) {
            ObjectNode one = subjects.addObject();
            one.put("office", office);
            one.put("handle", hit.subject().value());
            one.put("name", hit.name());
            hit.second().ifPresent(s -> one.put("second", s));
            one.put("birth", hit.birth().toString());
            one.put("address", hit.address());
            one.put("restricted", hit.restricted());
            one.put("status", hit.status());
        }
        node.put("next", found.next());
        return node;
    }

    private static ProblemRaised parameter(String name) {
        return new ProblemRaised(Problem.of("bad-parameter", 400).with("parameter", name));
    }
}
