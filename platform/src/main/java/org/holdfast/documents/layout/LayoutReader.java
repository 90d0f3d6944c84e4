// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.holdfast.documents.LayoutFault;
import org.holdfast.documents.layout.Block.Align;
import org.holdfast.documents.layout.Block.Cell;
import org.holdfast.documents.layout.Block.Column;
import org.holdfast.documents.layout.Block.Condition;
import org.holdfast.documents.layout.Block.Look;
import org.holdfast.documents.layout.Block.Row;
import org.holdfast.documents.text.Fonts;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// Reads one `layout.yaml`. Lengths in the file are millimetres, sizes of type are points. A
/// mistake is a [LayoutFault] that names its place; nothing is guessed.
public final class LayoutReader {
    private static final double MM = 72 / 25.4;
    private static final Look PLAIN = new Look(9.5, Align.LEFT, false, false, 0x111111, 1.42);
    private static final Set<String> LOOK =
            Set.of("size", "align", "bold", "label", "colour", "leading");

    private final Fonts fonts;

    public LayoutReader(Fonts fonts) {
        this.fonts = fonts;
    }

    /// Reads a layout file.
    public Layout read(Path file) {
        try {
            Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
            Object root = yaml.load(Files.readString(file));
            return read(YamlNode.of(file.toString(), root));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Layout read(YamlNode root) {
        YamlNode page = root.node("page");
        YamlNode type = root.node("fonts");
        Look look = look(root, PLAIN);
        return new Layout(
                root.text("layout"),
                root.text("title"),
                root.text("language"),
                root.flag("keepWords"),
                root.text("specimen"),
                new Layout.SealText(
                        root.node("seal").text("words"), root.node("seal").flag("across")),
                new Layout.Typefaces(
                        fonts.shaper(type.texts("plain")),
                        fonts.shaper(type.texts("bold")),
                        type.flag("thicken")),
                new Layout.Frame(
                        page.number("left", 15) * MM,
                        page.number("right", 15) * MM,
                        page.number("top", 12) * MM,
                        page.number("bottom", 10) * MM,
                        page.number("footer", 32) * MM,
                        page.number("qr", 28) * MM),
                new Layout.Bands(
                        blocks(root.nodes("head"), look),
                        blocks(root.nodes("next"), look),
                        blocks(root.nodes("body"), look),
                        blocks(root.nodes("foot"), look)));
    }

    private List<Block> blocks(List<YamlNode> nodes, Look look) {
        return nodes.stream().map(node -> block(node, look)).toList();
    }

    private Block block(YamlNode node, Look outer) {
        Condition when = when(node);
        Look look = look(node, outer);
        if (node.has("text")) {
            return new Block.Words(
                    Template.read(node.text("text")),
                    look,
                    node.number("before", 0) * MM,
                    node.number("after", 0) * MM,
                    when);
        }
        if (node.has("grid")) {
            return grid(node, look, when);
        }
        if (node.has("table")) {
            return table(node, look, when);
        }
        if (node.has("each")) {
            List<Block> inner = blocks(node.nodes("blocks"), look);
            Condition paged = new Condition(node.texts("paged"), List.of());
            double after = node.number("after", 0) * MM;
            int most = (int) node.number("most", 0);
            return new Block.Each(node.text("each"), inner, after, paged, most, when);
        }
        if (node.has("keep")) {
            int rows = (int) node.number("rows", 0);
            return new Block.Keep(blocks(node.nodes("keep"), look), rows, when);
        }
        if (node.has("beside")) {
            List<List<Block>> parts = new ArrayList<>();
            for (YamlNode part : node.nodes("beside")) {
                parts.add(blocks(part.nodes("blocks"), look));
            }
            return new Block.Beside(widths(node), parts, when);
        }
        if (node.has("space")) {
            return new Block.Space(node.number("space", 0) * MM, when);
        }
        if (node.has("issuer")) {
            Template text = Template.read(node.text("issuer"));
            return new Block.Issuer(text, look, node.number("seal", 20) * MM, when);
        }
        throw new LayoutFault(node.place() + ": not a kind of block");
    }

    private Block grid(YamlNode node, Look look, Condition when) {
        List<Row> rows = new ArrayList<>();
        for (YamlNode row : node.nodes("grid")) {
            List<Cell> cells = new ArrayList<>();
            for (Object cell : row.list("cells")) {
                cells.add(cell(row.place(), cell, look(row, look)));
            }
            List<Double> widths = row.has("widths") ? widths(row) : widths(node);
            rows.add(new Row(widths, cells, row.number("height", 7.2) * MM, when(row)));
        }
        return new Block.Grid(rows, when);
    }

    private Cell cell(String place, Object value, Look look) {
        if (value instanceof String text) {
            return new Cell(Template.read(text), look, 1);
        }
        YamlNode node = YamlNode.of(place + ".cells", value);
        boolean label = node.has("label");
        Look own = look(node, look);
        if (label) {
            Align align = node.has("align") ? own.align() : Align.CENTRE;
            own = new Look(own.size(), align, own.bold(), true, own.colour(), own.leading());
        }
        Template text = Template.read(node.text(label ? "label" : "text"));
        return new Cell(text, own, (int) node.number("span", 1));
    }

    private Block table(YamlNode node, Look look, Condition when) {
        List<Column> columns = new ArrayList<>();
        for (YamlNode column : node.nodes("columns")) {
            columns.add(
                    new Column(
                            Template.read(column.text("head")),
                            Template.read(column.text("text")),
                            look(column, look),
                            column.number("width", 20) * MM,
                            column.flag("optional")));
        }
        Template end = Template.read(node.text("end", ""));
        double row = node.number("row", 7.2) * MM;
        return new Block.Table(node.text("table"), columns, end, row, when);
    }

    private static List<Double> widths(YamlNode node) {
        List<Double> widths = new ArrayList<>();
        for (String width : node.texts("widths")) {
            widths.add(Double.parseDouble(width) * MM);
        }
        if (widths.isEmpty()) {
            throw new LayoutFault(node.place() + ": needs widths");
        }
        return widths;
    }

    private static Condition when(YamlNode node) {
        return new Condition(node.texts("when"), node.texts("unless"));
    }

    private static Look look(YamlNode node, Look outer) {
        if (LOOK.stream().noneMatch(node::has)) {
            return outer;
        }
        Align align =
                switch (node.text("align", outer.align().name())) {
                    case "left", "LEFT" -> Align.LEFT;
                    case "centre", "CENTRE" -> Align.CENTRE;
                    case "right", "RIGHT" -> Align.RIGHT;
                    case "spread", "SPREAD" -> Align.SPREAD;
                    default -> throw new LayoutFault(node.place() + ": unknown align");
                };
        return new Look(
                node.number("size", outer.size()),
                align,
                node.has("bold") ? node.flag("bold") : outer.bold(),
                outer.label() && node.has("label"),
                Integer.parseInt(node.text("colour", Integer.toHexString(outer.colour())), 16),
                node.number("leading", outer.leading()));
    }
}
