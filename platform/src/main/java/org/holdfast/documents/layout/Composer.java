// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.documents.layout.Block.Cell;
import org.holdfast.documents.layout.Block.Column;
import org.holdfast.documents.layout.Block.Look;
import org.holdfast.documents.layout.Block.Row;
import org.holdfast.documents.pdf.PageCanvas;
import tools.jackson.databind.JsonNode;

/// Turns blocks and facts into slices of known height. For one paper.
final class Composer {
    private static final double PAD_X = 4;
    private static final double PAD_Y = 3.2;
    private static final double LEAST_PAD_Y = 0.4;
    private static final double PAD_LOST = 10;
    private static final double HAIR = 0.4;
    private static final double RIM = 0.9;
    private static final double BESIDE = 7;
    private static final int INK = 0x222222;
    private static final int SHADE = 0xf1f3f5;

    private final Layout layout;
    private final double tight;
    private final double room;
    private final double padY;

    /// @param tight 1 as the layout says; less lets rows and gaps be lower, down to their words
    /// @param room height that surely is on one sheet
    Composer(Layout layout, double tight, double room) {
        this.layout = layout;
        this.tight = tight;
        this.room = room;
        this.padY = Math.max(LEAST_PAD_Y, PAD_Y - (1 - tight) * PAD_LOST);
    }

    List<Slice> slices(List<Block> blocks, Scope scope, double width) {
        List<Slice> slices = new ArrayList<>();
        for (Block block : blocks) {
            if (block.when().holds(scope)) {
                slices.addAll(slices(block, scope, width));
            }
        }
        return slices;
    }

    private List<Slice> slices(Block block, Scope scope, double width) {
        return switch (block) {
            case Block.Words words -> List.of(words(words, scope, width));
            case Block.Grid grid -> grid(grid, scope);
            case Block.Table table -> table(table, scope, width);
            case Block.Each each -> each(each, scope, width);
            case Block.Beside beside -> List.of(beside(beside, scope));
            case Block.Space space -> List.of(Slice.gap(space.height() * tight));
            case Block.Keep keep ->
                    kept(slices(keep.blocks(), scope, width), false).stream()
                            .map(part -> part.taking(keep.rows()))
                            .toList();
            case Block.Issuer issuer -> List.of(issuer(issuer, scope, width));
        };
    }

    private Slice words(Block.Words words, Scope scope, double width) {
        Paragraph text = Paragraph.of(words.text().fill(scope), words.look(), width, layout);
        double before = words.before() * tight;
        return Slice.words(
                before + text.height() + words.after() * tight,
                (page, x, y) -> text.draw(page, x, y + before));
    }

    private List<Slice> grid(Block.Grid grid, Scope scope) {
        List<Row> rows = grid.rows().stream().filter(row -> row.when().holds(scope)).toList();
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<Box> boxes = new ArrayList<>();
            int column = 0;
            for (Cell cell : rows.get(i).cells()) {
                double width = 0;
                for (int k = 0; k < cell.span(); k++) {
                    width += rows.get(i).widths().get(column++);
                }
                boxes.add(box(cell.text().fill(scope), cell.look(), width));
            }
            boolean first = i == 0;
            slices.add(row(boxes, rows.get(i).height(), first, i == rows.size() - 1));
        }
        return slices;
    }

    private List<Slice> table(Block.Table table, Scope scope, double width) {
        JsonNode rows = scope.node(table.each());
        List<Scope> scopes = new ArrayList<>();
        if (rows != null) {
            rows.forEach(row -> scopes.add(scope.row(row)));
        }
        List<Column> columns = new ArrayList<>();
        double used = 0;
        for (Column column : table.columns()) {
            if (!column.optional()
                    || scopes.stream().anyMatch(row -> !column.text().fill(row).isBlank())) {
                columns.add(column);
                used += column.width();
            }
        }
        double stretch = width / used;
        List<Box> heads = new ArrayList<>();
        for (Column column : columns) {
            Look look = Paragraph.centred(column.look());
            heads.add(box(column.head().fill(scope), look, column.width() * stretch));
        }
        Slice head = row(heads, table.row(), true, false);
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < scopes.size(); i++) {
            List<Box> boxes = new ArrayList<>();
            for (Column column : columns) {
                String text = column.text().fill(scopes.get(i));
                boxes.add(box(text, column.look(), column.width() * stretch));
            }
            Slice row = row(boxes, table.row(), false, i == scopes.size() - 1);
            slices.add(i == 0 ? Slice.joined(List.of(head, row)) : row.under(head));
        }
        if (slices.isEmpty()) {
            slices.add(head);
        }
        String end = table.end().fill(scope);
        if (!end.isEmpty()) {
            Look look = Paragraph.centred(table.columns().getFirst().look());
            Paragraph text = Paragraph.of(end, look, width, layout);
            slices.add(Slice.words(text.height() + 6, (page, x, y) -> text.draw(page, x, y + 4)));
        }
        return slices;
    }

    private List<Slice> each(Block.Each each, Scope scope, double width) {
        JsonNode rows = scope.node(each.each());
        boolean paged = !each.paged().all().isEmpty() && each.paged().holds(scope);
        List<Slice> slices = new ArrayList<>();
        int most = paged ? 1 : each.most();
        int number = 0;
        if (rows != null) {
            for (JsonNode row : rows) {
                List<Slice> inner = slices(each.blocks(), scope.row(row), width);
                slices.addAll(kept(inner, most > 0 && number > 0 && number % most == 0));
                slices.add(Slice.gap(each.after() * tight));
                number++;
            }
        }
        return slices;
    }

    /// One slice, or the parts when no page could hold it.
    private List<Slice> kept(List<Slice> parts, boolean fresh) {
        Slice whole = Slice.joined(parts);
        List<Slice> kept = new ArrayList<>(parts);
        if (whole.height() <= room) {
            kept = new ArrayList<>(List.of(whole));
        }
        if (fresh && !kept.isEmpty()) {
            kept.set(0, kept.getFirst().onFreshPage());
        }
        return kept;
    }

    private Slice beside(Block.Beside beside, Scope scope) {
        List<Slice> parts = new ArrayList<>();
        double height = 0;
        for (int i = 0; i < beside.parts().size(); i++) {
            List<Block> blocks = beside.parts().get(i);
            Slice part = Slice.joined(slices(blocks, scope, beside.widths().get(i)));
            height = Math.max(height, part.height());
            parts.add(part);
        }
        return Slice.row(
                height,
                (page, x, y) -> {
                    double at = x;
                    for (int i = 0; i < parts.size(); i++) {
                        parts.get(i).drawing().draw(page, at, y);
                        at += beside.widths().get(i);
                    }
                });
    }

    private Slice issuer(Block.Issuer issuer, Scope scope, double width) {
        String words = issuer.text().fill(scope);
        Look look = issuer.look();
        double side = issuer.seal();
        Paragraph text = Paragraph.of(words, look, width, layout);
        double line = text.height();
        double half = text.longestLine() / 2;
        double height = Math.max(side, line);
        return Slice.words(
                height,
                (page, x, y) -> {
                    double left = Math.min(x + width / 2 + half + BESIDE, x + width - side);
                    double scale = side / PagePictures.OFFICE_UNITS;
                    page.picture(PagePictures.SEAL_OF_OFFICE, left, y + height, scale, scale);
                    text.draw(page, x, y + (height - line) / 2);
                });
    }

    private Box box(String text, Look look, double width) {
        return new Box(Paragraph.of(text, look, width - 2 * PAD_X, layout), look.label(), width);
    }

    private Slice row(List<Box> boxes, double least, boolean first, boolean last) {
        double tallest = least * tight;
        for (Box box : boxes) {
            tallest = Math.max(tallest, box.text.height() + 2 * padY);
        }
        double height = tallest;
        return Slice.row(height, (page, x, y) -> drawRow(page, boxes, x, y, height, first, last));
    }

    private static void drawRow(
            PageCanvas page,
            List<Box> boxes,
            double x,
            double y,
            double height,
            boolean first,
            boolean last) {
        double at = x;
        page.lineColour(INK);
        for (Box box : boxes) {
            if (box.label) {
                page.fillColour(SHADE);
                page.fill(at, y, box.width, height);
            }
            at += box.width;
        }
        at = x;
        for (Box box : boxes) {
            box.text.draw(page, at + PAD_X, y + (height - box.text.height()) / 2);
            page.line(at, y, at, y + height, at == x ? RIM : HAIR);
            at += box.width;
        }
        page.line(at, y, at, y + height, RIM);
        page.line(x, y, at, y, first ? RIM : HAIR);
        page.line(x, y + height, at, y + height, last ? RIM : HAIR);
    }

    private record Box(Paragraph text, boolean label, double width) {}
}
