// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import com.google.zxing.ChecksumException;
import com.google.zxing.FormatException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.documents.guard.PageReading.Square;

/// Reads the QR code of a page from its drawing, without making pixels of it: the filled rectangles
/// are laid on a grid of modules, and ZXing decodes the grid. Remembers the last grid, as all pages
/// of a paper bear the same. For one thread.
final class DrawnSeal {
    private static final int MIN_SQUARES = 60;
    private static final int SMALLEST = 21;
    private static final int LARGEST = 177;

    private final Map<BitMatrix, Optional<String>> decoded = new HashMap<>();

    /// The text of the one QR code on the page; empty when there is none that can be read.
    Optional<String> read(PageReading page) {
        Map<Long, List<Square>> byHeight = new HashMap<>();
        for (Square square : page.squares()) {
            byHeight.computeIfAbsent(
                            Math.round(square.height() * 500), ignored -> new ArrayList<>())
                    .add(square);
        }
        return byHeight.values().stream()
                .filter(group -> group.size() >= MIN_SQUARES)
                .max((a, b) -> Integer.compare(a.size(), b.size()))
                .flatMap(DrawnSeal::grid)
                .flatMap(grid -> decoded.computeIfAbsent(grid, DrawnSeal::decode));
    }

    private static Optional<BitMatrix> grid(List<Square> rows) {
        double left = rows.stream().mapToDouble(Square::x).min().orElseThrow();
        double right = rows.stream().mapToDouble(s -> s.x() + s.width()).max().orElseThrow();
        double bottom = rows.stream().mapToDouble(Square::y).min().orElseThrow();
        double top = rows.stream().mapToDouble(s -> s.y() + s.height()).max().orElseThrow();
        double module = rows.stream().mapToDouble(Square::height).average().orElseThrow();
        int size = (int) Math.round((top - bottom) / module);
        double step = (top - bottom) / size;
        boolean square = Math.abs((right - left) - (top - bottom)) < step / 2;
        if (!square || size < SMALLEST || size > LARGEST || (size - SMALLEST) % 4 != 0) {
            return Optional.empty();
        }
        BitMatrix grid = new BitMatrix(size);
        for (Square row : rows) {
            int x = (int) Math.round((row.x() - left) / step);
            int y = (int) Math.round((top - row.y() - row.height()) / step);
            int width = (int) Math.round(row.width() / step);
            if (width < 1 || x + width > size || y >= size) {
                return Optional.empty();
            }
            grid.setRegion(x, y, width, 1);
        }
        return Optional.of(grid);
    }

    private static Optional<String> decode(BitMatrix grid) {
        try {
            return Optional.of(new Decoder().decode(grid.clone()).getText());
        } catch (ChecksumException | FormatException e) {
            return Optional.empty();
        }
    }
}
