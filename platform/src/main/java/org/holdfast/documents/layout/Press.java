// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.documents.pdf.PageCanvas;
import org.holdfast.documents.pdf.PaperFile;
import tools.jackson.databind.node.ObjectNode;

/// Fills a layout with facts and draws the pages: body first, then head and foot of each page, when
/// their number is known. For one paper.
public final class Press {
    /// How close rows may stand, as a part of what the layout asks for, when that saves a sheet.
    private static final List<Double> TIGHTER = List.of(0.92, 0.84, 0.77);

    private static final double TIGHTEST = 0.7;

    private final Layout layout;
    private final Map<String, String> issue;
    private final PaperFile file;
    private final double width;

    private Press(Layout layout, Map<String, String> issue, PaperFile file) {
        this.layout = layout;
        this.issue = issue;
        this.file = file;
        this.width = PaperFile.WIDTH - layout.frame().left() - layout.frame().right();
    }

    /// Draws all pages into a file and gives their number. `bodies` are the facts whose bodies
    /// follow each other, each on a page of its own: one, but for drills; head and foot show the
    /// first. `issue` holds what templates call `issue.…`.
    public static int print(
            Layout layout,
            List<ObjectNode> bodies,
            Map<String, String> issue,
            PagePictures pictures,
            PaperFile file) {
        file.picture(PagePictures.QR, pictures.qr());
        file.picture(PagePictures.SEAL_OF_OFFICE, pictures.office());
        if (pictures.specimen() != null) {
            file.picture(PagePictures.SPECIMEN, pictures.specimen());
        }
        Press press = new Press(layout, issue, file);
        for (ObjectNode facts : bodies) {
            press.body(Scope.of(facts, issue));
        }
        Scope scope = Scope.of(bodies.getFirst(), issue);
        List<PageCanvas> pages = file.pages();
        for (int i = 0; i < pages.size(); i++) {
            Scope page = scope.with(pageOf(issue, i + 1, pages.size()));
            press.finish(page, pages.get(i), pictures);
        }
        return pages.size();
    }

    /// Slices of a band, which is as high as its words need.
    private Slice band(List<Block> blocks, Scope scope, double across) {
        return Slice.joined(
                new Composer(layout, 1, Double.MAX_VALUE).slices(blocks, scope, across));
    }

    private void body(Scope scope) {
        Layout.Frame frame = layout.frame();
        double top =
                frame.top()
                        + band(layout.bands().head(), scope.with(pageOf(issue, 1, 1)), width)
                                .height();
        Slice next = band(layout.bands().next(), scope, width);
        double room = PaperFile.HEIGHT - frame.bottom() - frame.footer() - top;
        boolean first = true;
        for (List<Slice> sheet : sheets(scope, room, room - next.height())) {
            PageCanvas page = file.newPage();
            double y = top;
            if (!first) {
                next.drawing().draw(page, frame.left(), y);
                y += next.height();
            }
            Slice.joined(sheet).drawing().draw(page, frame.left(), y);
            first = false;
        }
    }

    /// As few sheets as the tightest rows need, with rows no tighter than that.
    private List<List<Slice>> sheets(Scope scope, double first, double next) {
        List<Slice> slices = slices(scope, next, 1);
        List<List<Slice>> asAsked = Sheets.divide(slices, first, next);
        if (asAsked.size() <= Sheets.fewest(slices)) {
            return asAsked;
        }
        List<List<Slice>> least = Sheets.divide(slices(scope, next, TIGHTEST), first, next);
        if (least.size() == asAsked.size()) {
            return asAsked;
        }
        for (double tight : TIGHTER) {
            List<List<Slice>> some = Sheets.divide(slices(scope, next, tight), first, next);
            if (some.size() == least.size()) {
                return some;
            }
        }
        return least;
    }

    private List<Slice> slices(Scope scope, double room, double tight) {
        return new Composer(layout, tight, room).slices(layout.bands().body(), scope, width);
    }

    private void finish(Scope scope, PageCanvas page, PagePictures pictures) {
        Layout.Frame frame = layout.frame();
        band(layout.bands().head(), scope, width).drawing().draw(page, frame.left(), frame.top());
        double footTop = PaperFile.HEIGHT - frame.bottom() - frame.footer();
        double footBottom = PaperFile.HEIGHT - frame.bottom();
        double scale = frame.qr() / pictures.modules();
        page.fillColour(0);
        page.picture(PagePictures.QR, frame.left() + 1, footBottom - 1, scale, scale);
        band(layout.bands().foot(), scope, width - frame.qr() - 12)
                .drawing()
                .draw(page, frame.left() + frame.qr() + 12, footTop + 4);
        page.lineColour(0x888888);
        page.line(frame.left(), footTop, frame.left() + width, footTop, 0.4);
        if (pictures.specimen() != null) {
            page.faintPicture(PagePictures.SPECIMEN, 0, PaperFile.HEIGHT, 1);
        }
    }

    private static Map<String, String> pageOf(Map<String, String> issue, int number, int count) {
        Map<String, String> page = new HashMap<>(issue);
        page.put("page.n", Integer.toString(number));
        page.put("page.m", Integer.toString(count));
        return page;
    }
}
