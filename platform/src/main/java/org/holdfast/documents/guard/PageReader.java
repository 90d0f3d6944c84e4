// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNumber;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdfparser.PDFStreamParser;
import org.apache.pdfbox.pdmodel.PDPage;
import org.jspecify.annotations.Nullable;

/// Reads the drawing of one page (ISO 32000-1 §8, §9): which texts are shown, ActualText before
/// glyphs (§14.9.4), which must agree with theirs, and which dark rectangles are filled. Pictures
/// made of pixels, invisible text and unknown operators stop the reading, for what cannot be read
/// cannot be let pass. For one thread and one document; fonts are read once per document.
final class PageReader {
    private static final int MAX_DEPTH = 8;
    private static final COSName ACTUAL_TEXT = COSName.getPDFName("ActualText");
    private static final COSName PROPERTIES = COSName.getPDFName("Properties");

    private final Map<COSDictionary, FontTexts> fonts;
    private final SilentPictures pictures;
    private final List<String> lines = new ArrayList<>();
    private final List<PageReading.Square> squares = new ArrayList<>();
    private final List<PageReading.Square> path = new ArrayList<>();
    private final Deque<State> saved = new ArrayDeque<>();
    private final Deque<Boolean> replaced = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder glyphs = new StringBuilder();
    private final int number;
    private String replacing = "";
    private int hidden;
    private int filled;
    private State state = new State(Matrix.IDENTITY, true, null);

    private record State(Matrix matrix, boolean dark, @Nullable FontTexts font) {}

    PageReader(int number, Map<COSDictionary, FontTexts> fonts, SilentPictures pictures) {
        this.number = number;
        this.fonts = fonts;
        this.pictures = pictures;
    }

    static Map<COSDictionary, FontTexts> noFonts() {
        return new IdentityHashMap<>();
    }

    PageReading read(PDPage page) throws GuardStop, IOException {
        byte[] content;
        try (var in = page.getContents()) {
            content = in.readAllBytes();
        }
        run(content, page.getResources().getCOSObject(), 0);
        if (hidden != 0 || !replaced.isEmpty() || !saved.isEmpty()) {
            throw stop("unbalanced marks");
        }
        return PageReading.of(number, lines, squares);
    }

    private void run(byte[] content, COSDictionary resources, int depth)
            throws GuardStop, IOException {
        if (depth > MAX_DEPTH) {
            throw stop("pictures in pictures");
        }
        PDFStreamParser parser = new PDFStreamParser(content);
        List<COSBase> operands = new ArrayList<>();
        for (Object token = parser.parseNextToken();
                token != null;
                token = parser.parseNextToken()) {
            if (token instanceof Operator operator) {
                apply(operator.getName(), operands, resources, depth);
                operands.clear();
            } else if (token instanceof COSBase operand) {
                operands.add(operand);
            }
        }
    }

    private void apply(String operator, List<COSBase> operands, COSDictionary resources, int depth)
            throws GuardStop, IOException {
        switch (operator) {
            case "q" -> saved.push(state);
            case "Q" -> restore();
            case "cm" ->
                    state = new State(state.matrix.after(matrix(operands)), state.dark, state.font);
            case "Do" -> picture(name(operands), resources, depth);
            case "BT" -> line.setLength(0);
            case "ET" -> endLine();
            case "Tf" -> state = new State(state.matrix, state.dark, font(operands, resources));
            case "Tj" -> show(operands);
            case "TJ" -> showAll(operands);
            case "Tr" -> mustBeVisible(operands);
            case "BDC" -> mark(operands, resources);
            case "BMC" -> replaced.push(false);
            case "EMC" -> unmark();
            case "re" -> path.add(rectangle(operands));
            case "f", "F", "f*", "B", "B*", "b", "b*" -> fill();
            case "n", "S", "s" -> path.clear();
            case "rg", "g", "k", "sc", "scn" ->
                    state = new State(state.matrix, dark(operands), state.font);
            case "m", "l", "c", "v", "y", "h", "w", "J", "j", "M", "d", "ri", "i", "gs", "W" -> {}
            case "W*", "RG", "G", "K", "SC", "SCN", "CS", "cs", "Tc", "Tw", "Tz", "TL" -> {}
            case "Ts", "Td", "TD", "Tm", "T*", "MP", "DP" -> {}
            default -> throw stop("operator " + operator);
        }
    }

    private void restore() throws GuardStop {
        if (saved.isEmpty()) {
            throw stop("unbalanced state");
        }
        state = saved.pop();
    }

    private void picture(COSName name, COSDictionary resources, int depth)
            throws GuardStop, IOException {
        COSDictionary all = resources.getCOSDictionary(COSName.XOBJECT);
        COSStream form = all == null ? null : all.getCOSStream(name);
        if (form == null || !COSName.FORM.equals(form.getCOSName(COSName.SUBTYPE))) {
            throw stop("a picture that is not drawn by lines");
        }
        byte[] drawn;
        try (var in = form.createRawInputStream()) {
            drawn = in.readAllBytes();
        }
        String print = pictures.print(drawn);
        if (pictures.isSilent(print)) {
            return;
        }
        int seen = line.length() + lines.size() + filled;
        State before = state;
        COSArray own = form.getCOSArray(COSName.MATRIX);
        if (own != null) {
            List<COSBase> values = new ArrayList<>();
            own.forEach(values::add);
            state = new State(state.matrix.after(matrix(values)), state.dark, state.font);
        }
        byte[] content;
        try (var in = form.createInputStream()) {
            content = in.readAllBytes();
        }
        COSDictionary inner = form.getCOSDictionary(COSName.RESOURCES);
        int open = saved.size();
        run(content, inner == null ? resources : inner, depth + 1);
        if (saved.size() != open) {
            throw stop("unbalanced state in a picture");
        }
        if (inner != null && inner.size() == 0 && seen == line.length() + lines.size() + filled) {
            pictures.addSilent(print);
        }
        state = before;
    }

    private void endLine() {
        if (!line.isEmpty()) {
            lines.add(line.toString());
            line.setLength(0);
        }
    }

    private FontTexts font(List<COSBase> operands, COSDictionary resources)
            throws GuardStop, IOException {
        COSDictionary all = resources.getCOSDictionary(COSName.FONT);
        COSDictionary font = all == null ? null : all.getCOSDictionary(name(operands));
        if (font == null) {
            throw stop("unknown font");
        }
        FontTexts texts = fonts.get(font);
        if (texts == null) {
            texts = FontTexts.of(font, number);
            fonts.put(font, texts);
        }
        return texts;
    }

    private void show(List<COSBase> operands) throws GuardStop {
        if (operands.size() != 1 || !(operands.getFirst() instanceof COSString text)) {
            throw stop("text operator without text");
        }
        show(text);
    }

    private void showAll(List<COSBase> operands) throws GuardStop {
        if (operands.size() != 1 || !(operands.getFirst() instanceof COSArray array)) {
            throw stop("text operator without texts");
        }
        for (COSBase part : array) {
            if (part instanceof COSString text) {
                show(text);
            }
        }
    }

    private void show(COSString text) throws GuardStop {
        FontTexts font = state.font;
        if (font == null) {
            throw stop("text without font");
        }
        if (hidden > 0) {
            font.append(text.getBytes(), glyphs, number);
        } else {
            font.append(text.getBytes(), line, number);
        }
    }

    /// Rendering mode 3 shows nothing, 7 only clips (ISO 32000-1 table 106).
    private void mustBeVisible(List<COSBase> operands) throws GuardStop {
        double mode = number(operands, 0);
        if (mode == 3 || mode >= 4) {
            throw stop("invisible text");
        }
    }

    private void mark(List<COSBase> operands, COSDictionary resources) throws GuardStop {
        COSBase last = operands.isEmpty() ? null : operands.getLast();
        if (last instanceof COSName named) {
            COSDictionary all = resources.getCOSDictionary(PROPERTIES);
            last = all == null ? null : all.getDictionaryObject(named);
        }
        if (!(last instanceof COSDictionary marks)) {
            throw stop("mark without properties");
        }
        String actual = marks.getString(ACTUAL_TEXT);
        boolean replaces = actual != null;
        if (replaces && hidden > 0) {
            throw stop("ActualText inside ActualText");
        }
        if (replaces) {
            line.append(actual);
            replacing = actual;
            glyphs.setLength(0);
        }
        hidden += replaces ? 1 : 0;
        replaced.push(replaces);
    }

    private void unmark() throws GuardStop {
        if (replaced.isEmpty()) {
            throw stop("unbalanced marks");
        }
        if (replaced.pop()) {
            hidden--;
            if (!Blanks.without(replacing).contentEquals(Blanks.without(glyphs.toString()))) {
                throw stop("ActualText and its glyphs say different things");
            }
        }
    }

    private PageReading.Square rectangle(List<COSBase> operands) throws GuardStop {
        return state.matrix.map(
                number(operands, 0), number(operands, 1), number(operands, 2), number(operands, 3));
    }

    private void fill() {
        filled += path.size();
        if (state.dark && state.matrix.upright()) {
            squares.addAll(path);
        }
        path.clear();
    }

    /// Dark enough for a scanner: less than half of each light, or more than half of black ink.
    private static boolean dark(List<COSBase> operands) {
        float strongest = 0;
        for (COSBase operand : operands) {
            if (operand instanceof COSNumber value) {
                strongest = Math.max(strongest, value.floatValue());
            }
        }
        boolean ink = operands.size() == 4;
        boolean black = ink && ((COSNumber) operands.getLast()).floatValue() > 0.5;
        return ink ? black : strongest < 0.5;
    }

    private Matrix matrix(List<COSBase> operands) throws GuardStop {
        return new Matrix(
                number(operands, 0),
                number(operands, 1),
                number(operands, 2),
                number(operands, 3),
                number(operands, 4),
                number(operands, 5));
    }

    private double number(List<COSBase> operands, int index) throws GuardStop {
        if (index < operands.size() && operands.get(index) instanceof COSNumber value) {
            return value.floatValue();
        }
        throw stop("operand " + index + " is no number");
    }

    private COSName name(List<COSBase> operands) throws GuardStop {
        if (!operands.isEmpty() && operands.getFirst() instanceof COSName name) {
            return name;
        }
        throw stop("operand is no name");
    }

    private GuardStop stop(String why) {
        return new GuardStop(GuardReason.UNREADABLE, number, why);
    }
}
