// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.documents.LayoutFault;

/// Divides slices among sheets. Nobody can be handed a sheet with date and seal under nothing: what
/// closes a paper takes rows along, and words that introduce a row stay with it. Stateless.
final class Sheets {
    private static final double ROUNDING = 0.01;

    private Sheets() {}

    /// The slices of each sheet, headings drawn again included.
    ///
    /// @param first height of the first sheet
    /// @param next height of the others
    static List<List<Slice>> divide(List<Slice> slices, double first, double next) {
        List<List<Slice>> sheets = new ArrayList<>();
        int start = 0;
        while (start < slices.size() || sheets.isEmpty()) {
            int end = fit(slices, start, sheets.isEmpty() ? first : next);
            if (end < slices.size() && !slices.get(end).fresh()) {
                end = earlier(slices, start, end);
            }
            List<Slice> sheet = new ArrayList<>();
            if (!sheets.isEmpty()) {
                sheet.addAll(slices.get(start).again());
            }
            sheet.addAll(slices.subList(start, end));
            sheets.add(sheet);
            start = end;
            while (start < slices.size() && slices.get(start).kind() == Slice.Kind.GAP) {
                start++;
            }
        }
        return sheets;
    }

    /// How many sheets there must be however small the rest is.
    static int fewest(List<Slice> slices) {
        return 1 + (int) slices.stream().skip(1).filter(Slice::fresh).count();
    }

    /// The first slice that does not stand on the sheet that begins with `start`. Room at the lower
    /// edge may be cut off.
    private static int fit(List<Slice> slices, int start, double room) {
        double y = start < slices.size() ? Slice.height(slices.get(start).again()) : 0;
        for (int i = start; i < slices.size(); i++) {
            Slice slice = slices.get(i);
            boolean gap = slice.kind() == Slice.Kind.GAP;
            if (i > start && slice.fresh()) {
                return i;
            }
            y = gap ? Math.min(room, y + slice.height()) : y + slice.height();
            if (y > room + ROUNDING) {
                if (i == start) {
                    throw new LayoutFault("a row is taller than a page");
                }
                return i;
            }
        }
        return slices.size();
    }

    /// Where to break instead, so that what comes next does not stand alone; `end` when the whole
    /// sheet would move.
    private static int earlier(List<Slice> slices, int start, int end) {
        int wanted = 0;
        for (int i = end; i < slices.size() && !slices.get(i).isRow(); i++) {
            wanted = Math.max(wanted, slices.get(i).takes());
        }
        int cut = end;
        for (int i = end - 1; i > start && wanted > 0; i--) {
            if (slices.get(i).isRow()) {
                cut = i;
                wanted--;
            }
        }
        int introduced = cut;
        while (introduced > start && !slices.get(introduced - 1).isRow()) {
            introduced--;
        }
        return introduced > start ? introduced : cut;
    }
}
