// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.api.BlockReach;
import org.holdfast.cases.Blocks;
import org.holdfast.offices.Country;

/// The blocks of a person as the officer sees them, and the form that enters another.
///
/// @param people rows of the form
/// @param until what the form offers as the last day; may be empty
/// @param open whether the form is shown again because it was refused
/// @param operation the name of the command that this form will be
record BlockView(
        List<Line> lines,
        List<Person> people,
        String until,
        String evidence,
        boolean open,
        String operation) {
    /// Rows for people in one form; who blocks more enters another block.
    static final int ROWS = 3;

    /// A block.
    ///
    /// @param blocked names with birth dates; empty when nobody is named
    /// @param until empty when it has no end
    /// @param lifted when and why; empty when it is not lifted
    /// @param at sites at which it is in force, `waiting` those that have not said so
    record Line(
            String id,
            String state,
            List<String> blocked,
            String until,
            String evidence,
            String entered,
            String lifted,
            boolean everywhere,
            String at,
            String waiting,
            String operation) {
        boolean inForce() {
            return "in-force".equals(state);
        }

        boolean isLifted() {
            return "lifted".equals(state);
        }

        /// How the mark of the state looks.
        String look() {
            return inForce() ? "govuk-tag--red" : "govuk-tag--grey";
        }

        /// Prints no person.
        @Override
        public String toString() {
            return "Line[" + id + "]";
        }
    }

    /// A row of the form.
    record Person(String name, String birth) {
        /// Prints no person.
        @Override
        public String toString() {
            return "Person";
        }
    }

    /// @param today in the office's zone
    /// @param sent what was sent in the form of a block
    static BlockView of(
            List<Blocks.Block> blocks,
            Map<String, BlockReach.Reach> reach,
            Country country,
            LocalDate today,
            Sent sent,
            Page page) {
        List<Person> people = new ArrayList<>();
        for (int i = 1; i <= ROWS; i++) {
            people.add(new Person(sent.text("name" + i), sent.text("birth" + i)));
        }
        // 支援措置 are decided for one year and may be prolonged.
        String usual = country == Country.JP ? today.plusYears(1).toString() : "";
        return new BlockView(
                blocks.stream()
                        .map(one ->
                                line(one, Optional.ofNullable(reach.get(one.id())), country, page))
                        .toList(),
                people,
                sent.again() ? sent.text("until") : usual,
                sent.text("evidence"),
                sent.again(),
                "block-" + UUID.randomUUID());
    }

    private static Line line(
            Blocks.Block block, Optional<BlockReach.Reach> reach, Country country, Page page) {
        Figures figures = page.figures();
        ZoneId zone = country.zone();
        return new Line(
                block.id(),
                block.state().text(),
                block.blocked().stream().map(one -> blocked(one, figures)).toList(),
                block.until().map(figures::date).orElse(""),
                block.evidence(),
                figures.second(block.at(), zone)
                        + " · "
                        + block.as().replaceFirst("^[a-z-]+: ", ""),
                block.lifted()
                        .map(lift -> figures.second(lift.at(), zone) + " · " + lift.reason())
                        .orElse(""),
                reach.map(BlockReach.Reach::everywhere).orElse(false),
                reach.map(one -> String.join(", ", one.at())).orElse(""),
                reach.map(one -> String.join(", ", one.waiting())).orElse(""),
                "lift-" + UUID.randomUUID());
    }

    private static String blocked(Blocks.Blocked one, Figures figures) {
        return one.name() + one.birth().map(day -> " (" + figures.date(day) + ")").orElse("");
    }

    /// Prints no person.
    @Override
    public String toString() {
        return "BlockView";
    }
}
