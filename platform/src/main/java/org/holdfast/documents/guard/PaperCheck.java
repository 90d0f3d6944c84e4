// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.verifier.SealClaims;

/// The comparison itself, step by step; the first disagreement ends it.
final class PaperCheck {
    private final GuardExpectation expected;
    private final List<PageReading> pages;
    private final String all;

    PaperCheck(GuardExpectation expected, List<PageReading> pages) {
        this.expected = expected;
        this.pages = pages;
        StringBuilder text = new StringBuilder();
        pages.forEach(page -> text.append(page.flat()).append('\n'));
        this.all = text.toString();
    }

    /// The facts must come from the newest sealed versions, all of them and no others.
    static void versions(List<FactVersion> printedFrom, List<FactVersion> newest) throws GuardStop {
        Set<FactVersion> printed = new HashSet<>(printedFrom);
        Set<FactVersion> known = new HashSet<>(newest);
        if (!printed.equals(known)) {
            throw new GuardStop(
                    GuardReason.STALE_VERSION,
                    0,
                    printed.size() + " records printed, " + known.size() + " in the journal");
        }
    }

    void claims(SealClaims claims) throws GuardStop {
        GuardExpectation.Paper paper = expected.paper();
        same(paper.office(), claims.office(), GuardReason.WRONG_OFFICE);
        same(paper.service(), claims.service(), GuardReason.WRONG_SERVICE);
        same(paper.number(), claims.number(), GuardReason.WRONG_NUMBER);
        same(paper.entryId(), claims.entryId(), GuardReason.WRONG_ENTRY);
        if (paper.asOf().getEpochSecond() != claims.asOf().getEpochSecond()) {
            throw new GuardStop(GuardReason.WRONG_TIME, 0, "seal");
        }
        if (paper.specimen() != claims.specimen()) {
            throw new GuardStop(GuardReason.SPECIMEN_MARK, 0, "seal");
        }
        ExpectedPerson holder = expected.persons().getFirst();
        if (!holder.names().contains(claims.name())) {
            throw new GuardStop(GuardReason.WRONG_HOLDER, 0, "seal names another");
        }
        Optional<LocalDate> birth = holder.birth();
        if (birth.isPresent()
                && !claims.birth().isEmpty()
                && !WrittenDates.of(birth.get()).contains(Blanks.without(claims.birth()))) {
            throw new GuardStop(GuardReason.WRONG_HOLDER, 0, "seal bears another birth date");
        }
    }

    void numbersOfPages() throws GuardStop {
        String number = Blanks.without(expected.paper().number());
        for (PageReading page : pages) {
            if (!page.flat().contains(number)) {
                throw new GuardStop(GuardReason.NUMBER_MISSING_ON_PAGE, page.number(), "");
            }
            if (!saysItsNumber(page)) {
                throw new GuardStop(
                        GuardReason.WRONG_PAGE_COUNT,
                        page.number(),
                        "does not say that it is one of " + pages.size());
            }
        }
    }

    /// Two slashes: the narrow one and the wide one of Japanese forms.
    private boolean saysItsNumber(PageReading page) {
        return page.flat().contains(page.number() + "/" + pages.size())
                || page.flat().contains(page.number() + "／" + pages.size());
    }

    void persons() throws GuardStop {
        List<String> found = new ArrayList<>();
        List<ExpectedNumber> numbers = new ArrayList<>();
        expected.persons().forEach(person -> numbers.addAll(person.numbers()));
        for (PageReading page : pages) {
            List<String> onPage = PersonalNumbers.on(page);
            PersonalNumbers.check(onPage, numbers, page.number());
            found.addAll(onPage);
        }
        for (ExpectedPerson person : expected.persons()) {
            present(person.names(), GuardReason.NAME_MISSING);
            present(person.addresses(), GuardReason.ADDRESS_MISSING);
            for (ExpectedNumber number : person.numbers()) {
                PersonalNumbers.mustBeOn(found, number);
            }
            if (person.birth().isPresent() && !birthIsOn(person, person.birth().get())) {
                throw new GuardStop(GuardReason.BIRTH_MISSING, 0, "");
            }
        }
        present(expected.texts().required(), GuardReason.TEXT_MISSING);
    }

    void nothingElse() throws GuardStop {
        for (PageReading page : pages) {
            Residue residue = residue(page);
            Optional<String> left = residue.left();
            if (left.isPresent()) {
                throw new GuardStop(GuardReason.UNEXPLAINED_TEXT, page.number(), left.get());
            }
        }
    }

    Residue residue(PageReading page) {
        Residue residue = new Residue(page);
        for (ExpectedPerson person : expected.persons()) {
            residue.explain(person.names());
            residue.explain(person.addresses());
        }
        residue.explain(List.of(expected.paper().number(), expected.paper().entryId()));
        residue.explain(expected.texts().required());
        residue.explain(expected.texts().allowed());
        residue.explain(expected.vocabulary());
        return residue;
    }

    /// A Korean number bears the birth date itself, so that forms leave the date out.
    private boolean birthIsOn(ExpectedPerson person, LocalDate birth) {
        if (WrittenDates.of(birth).stream().anyMatch(all::contains)) {
            return true;
        }
        String iso = birth.toString().replace("-", "").substring(2);
        return person.numbers().stream().anyMatch(number -> number.number().startsWith(iso))
                && all.contains(iso + "-");
    }

    private void present(List<String> texts, GuardReason reason) throws GuardStop {
        for (String text : texts) {
            if (!all.contains(Blanks.without(text))) {
                throw new GuardStop(reason, 0, "");
            }
        }
    }

    private static void same(String expected, String found, GuardReason reason) throws GuardStop {
        if (!expected.equals(found)) {
            throw new GuardStop(reason, 0, "seal");
        }
    }
}
