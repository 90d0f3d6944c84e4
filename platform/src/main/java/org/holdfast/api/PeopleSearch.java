// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.cases.Blocks;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Arrivals;
import org.holdfast.registers.Looks;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.Registers;
import org.holdfast.registers.SearchHit;
import org.holdfast.registers.SearchPage;

/// Search and sight for officers: nothing is shown before a look at each person shown is on disk.
/// Thread-safe.
public final class PeopleSearch {
    /// The longest search text.
    public static final int LONGEST_QUERY = 100;

    /// The last page of results that may be asked for.
    public static final int LAST_PAGE = 50;

    private static final int HITS = 20;

    /// A birth date as people write it has so many digits, or more.
    private static final int DATE_DIGITS = 6;

    private final Registers registers;
    private final Arrivals arrivals;
    private final Looks looks;
    private final Blocks blocks;

    public PeopleSearch(Registers registers, Arrivals arrivals, Looks looks, Blocks blocks) {
        this.registers = registers;
        this.arrivals = arrivals;
        this.looks = looks;
        this.blocks = blocks;
    }

    /// Hits as they stand now: a block may be younger than the register's row.
    private List<SearchHit> now(List<SearchHit> hits) {
        return hits.stream()
                .map(hit -> blocks.isBlocked(hit.ref()) ? hit.restrictedNow() : hit)
                .toList();
    }

    /// Finds people of the officer's own office; records a look at each. An officer who is believed
    /// only for what is done in person finds one person, by a whole number or a birth date with
    /// whatever else it takes, as an identity card shows them.
    ///
    /// @throws ProblemRaised 503 `facts-too-old` when such an officer asks for more
    public SearchPage find(Principal officer, String query, int page) {
        OfficeCode office = officer.office().orElseThrow(() -> new ProblemRaised("forbidden", 403));
        SearchPage found = registers.search(office, query.strip(), HITS, page);
        if (officer.onlyInPerson() && !isOfOne(query, found)) {
            throw new ProblemRaised("facts-too-old", 503);
        }
        List<RecordRef> shown = found.hits().stream().map(SearchHit::ref).toList();
        look(officer, office, shown, "search", List.of("name", "birth", "address"));
        return new SearchPage(now(found.hits()), found.next(), found.cut());
    }

    private static boolean isOfOne(String query, SearchPage found) {
        long digits = query.codePoints().filter(Character::isDigit).count();
        return digits >= DATE_DIGITS && found.hits().size() <= 1 && !found.next();
    }

    /// Finds somebody who moves to the officer's office, wherever the record is kept, by whole name
    /// and birth date; records a look at each person found.
    public List<SearchHit> arrivals(Principal officer, String name, LocalDate birth) {
        OfficeCode office = officer.office().orElseThrow(() -> new ProblemRaised("forbidden", 403));
        String register = office.country().code() + ".resident";
        List<SearchHit> found = arrivals.find(register, name, birth);
        List<RecordRef> shown = found.stream().map(SearchHit::ref).toList();
        look(officer, office, shown, "arrival", List.of("name", "birth"));
        return now(found);
    }

    /// Records that an officer looks at a person by handle; nothing for others, and for handles
    /// that name nobody.
    public void lookAt(Principal who, SubjectHandle subject, String purpose, List<String> fields) {
        if (who.role() == Role.OFFICER && who.office().isPresent()) {
            registers
                    .byHandle(subject)
                    .ifPresent(ref -> look(who, who.office().get(), List.of(ref), purpose, fields));
        }
    }

    /// Records that somebody looked at people. The looks come together, so that they share one
    /// write to disk.
    ///
    /// @param office the office whose record it is; used when the looker belongs to none
    public void look(
            Principal who,
            OfficeCode office,
            List<RecordRef> people,
            String purpose,
            List<String> fields) {
        if (people.isEmpty()) {
            return;
        }
        try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (RecordRef person : people) {
                all.add(
                        together.submit(
                                () -> looks.record(of(who, office, person, purpose, fields))));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a look was recorded", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LedgerFault fault) {
                throw fault;
            }
            throw new IllegalStateException("a look could not be recorded", e.getCause());
        }
    }

    private static Looks.Look of(
            Principal who,
            OfficeCode office,
            RecordRef person,
            String purpose,
            List<String> fields) {
        return new Looks.Look(
                person,
                who.office().orElse(office),
                who.role().code(),
                who.id(),
                who.name(),
                purpose,
                fields);
    }
}
