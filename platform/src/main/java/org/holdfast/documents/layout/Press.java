// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.documents.LayoutFault;
import org.holdfast.documents.pdf.PageCanvas;
import org.holdfast.documents.pdf.PaperFile;
import tools.jackson.databind.node.ObjectNode;

/// Fills a layout with facts and draws the pages: body first, then head and foot of each page, when
/// their number is known. Stateless.
public final class Press {
    private Press() {}

    /// Draws all pages into a file and gives their number. `bodies` are the facts whose bodies
    /// follow each other, each on a page of its own: one, but for drills; head and foot show the
    /// first. `issue` holds what templates call `issue.…`.
    public static int print(
            Layout layout,
            List<ObjectNode> bodies,
            Map<String, String> issue,
            PagePictures pictures,
            PaperFile file) {
        Layout.Frame frame = layout.frame();
        Composer composer = new Composer(layout);
        Scope scope = Scope.of(bodies.getFirst(), issue);
        double width = PaperFile.WIDTH - frame.left() - frame.right();
        file.picture(PagePictures.QR, pictures.qr());
        file.picture(PagePictures.SEAL_OF_OFFICE, pictures.office());
        if (pictures.specimen() != null) {
            file.picture(PagePictures.SPECIMEN, pictures.specimen());
        }
        Map<String, String> first = pageOf(issue, 1, 1);
        double head =
                Slice.joined(composer.slices(layout.bands().head(), scope.with(first), width))
                        .height();
        for (ObjectNode facts : bodies) {
            Scope body = Scope.of(facts, issue);
            flow(composer.slices(layout.bands().body(), body, width), frame, head, file);
        }
        List<PageCanvas> pages = file.pages();
        for (int i = 0; i < pages.size(); i++) {
            Scope page = scope.with(pageOf(issue, i + 1, pages.size()));
            finish(layout, composer, page, pages.get(i), pictures);
        }
        return pages.size();
    }

    private static void flow(List<Slice> slices, Layout.Frame frame, double head, PaperFile file) {
        double top = frame.top() + head;
        double bottom = PaperFile.HEIGHT - frame.bottom() - frame.footer();
        PageCanvas page = file.newPage();
        double y = top;
        for (Slice slice : slices) {
            if (slice.height() > bottom - top) {
                throw new LayoutFault("a row is taller than a page");
            }
            if ((slice.fresh() || y + slice.height() > bottom) && y > top) {
                page = file.newPage();
                y = top;
                for (Slice again : slice.again()) {
                    again.drawing().draw(page, frame.left(), y);
                    y += again.height();
                }
            }
            slice.drawing().draw(page, frame.left(), y);
            y += slice.height();
        }
    }

    private static void finish(
            Layout layout, Composer composer, Scope scope, PageCanvas page, PagePictures pictures) {
        Layout.Frame frame = layout.frame();
        double width = PaperFile.WIDTH - frame.left() - frame.right();
        Slice.joined(composer.slices(layout.bands().head(), scope, width))
                .drawing()
                .draw(page, frame.left(), frame.top());
        double footTop = PaperFile.HEIGHT - frame.bottom() - frame.footer();
        double footBottom = PaperFile.HEIGHT - frame.bottom();
        double scale = frame.qr() / pictures.modules();
        page.fillColour(0);
        page.picture(PagePictures.QR, frame.left() + 1, footBottom - 1, scale, scale);
        Slice.joined(composer.slices(layout.bands().foot(), scope, width - frame.qr() - 12))
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
