// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.List;

/// One part of a form, from top to bottom. Lengths are in points.
sealed interface Block {
    /// Is this part shown for these facts?
    Condition when();

    /// A paragraph.
    record Words(Template text, Look look, double before, double after, Condition when)
            implements Block {}

    /// Rows of cells.
    record Grid(List<Row> rows, Condition when) implements Block {}

    /// One row for each of a list of facts under a heading that is repeated on each page.
    record Table(String each, List<Column> columns, Template end, double row, Condition when)
            implements Block {}

    /// Blocks once for each of a list of facts, each kept on one page; on pages of their own when
    /// `paged` holds, else at most `most` on a page (0: as many as fit).
    record Each(
            String each,
            List<Block> blocks,
            double after,
            Condition paged,
            int most,
            Condition when)
            implements Block {}

    /// Blocks that are kept on one page, together with the last `rows` rows before them.
    record Keep(List<Block> blocks, int rows, Condition when) implements Block {}

    /// Blocks side by side.
    record Beside(List<Double> widths, List<List<Block>> parts, Condition when) implements Block {}

    /// Room.
    record Space(double height, Condition when) implements Block {}

    /// The issuing office with its seal.
    record Issuer(Template text, Look look, double seal, Condition when) implements Block {}

    /// A row of a grid; without widths of its own it has the grid's.
    record Row(List<Double> widths, List<Cell> cells, double height, Condition when) {}

    /// A cell; `span` columns wide.
    record Cell(Template text, Look look, int span) {}

    /// A column of a table; left out when optional and no row has a text for it.
    record Column(Template head, Template text, Look look, double width, boolean optional) {}

    /// What must be there or have a value (all), and what must not (any).
    record Condition(List<String> all, List<String> none) {
        static final Condition ALWAYS = new Condition(List.of(), List.of());

        boolean holds(Scope scope) {
            return all.stream().allMatch(one -> met(one, scope))
                    && none.stream().noneMatch(one -> met(one, scope));
        }

        /// `path` is there, or `path=value` has this value.
        private static boolean met(String condition, Scope scope) {
            int equals = condition.indexOf('=');
            return equals < 0
                    ? scope.has(condition)
                    : condition
                            .substring(equals + 1)
                            .equals(scope.text(condition.substring(0, equals)));
        }
    }

    /// How text looks.
    record Look(
            double size, Align align, boolean bold, boolean label, int colour, double leading) {}

    /// Where text stands in its width; spread puts the same room between all characters.
    enum Align {
        LEFT,
        CENTRE,
        RIGHT,
        SPREAD
    }
}
