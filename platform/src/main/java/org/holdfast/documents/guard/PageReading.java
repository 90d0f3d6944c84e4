// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.util.List;

/// What the guard read on one page.
///
/// @param number 1-based
/// @param lines shown texts in drawing order, one per text object
/// @param flat all lines without any blank, so that a text broken over lines is still one
/// @param squares filled dark rectangles, for the seal
record PageReading(int number, List<String> lines, String flat, List<Square> squares) {
    static PageReading of(int number, List<String> lines, List<Square> squares) {
        StringBuilder flat = new StringBuilder();
        lines.forEach(line -> flat.append(Blanks.without(line)));
        return new PageReading(number, List.copyOf(lines), flat.toString(), List.copyOf(squares));
    }

    /// A filled dark rectangle in page units.
    record Square(double x, double y, double width, double height) {}
}
