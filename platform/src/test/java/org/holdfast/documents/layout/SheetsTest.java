// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.documents.LayoutFault;
import org.junit.jupiter.api.Test;

class SheetsTest {
    private static final Slice ROW = Slice.row(10, (page, x, y) -> {});
    private static final Slice END = Slice.words(5, (page, x, y) -> {});
    private static final Slice SEAL = Slice.words(20, (page, x, y) -> {}).taking(2);
    private static final Slice GAP = Slice.gap(5);

    private static List<Slice> rows(int count, Slice... after) {
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slices.add(ROW);
        }
        slices.addAll(List.of(after));
        return slices;
    }

    private static List<Integer> sizes(List<List<Slice>> sheets) {
        return sheets.stream().map(List::size).toList();
    }

    @Test
    void neverLeavesDateAndSealOnASheetOfTheirOwn() {
        for (int rows = 1; rows < 40; rows++) {
            List<List<Slice>> sheets = Sheets.divide(rows(rows, END, GAP, SEAL), 100, 90);
            assertThat(sheets.getLast()).contains(SEAL).contains(ROW);
            assertThat(sheets).allSatisfy(sheet -> assertThat(Slice.height(sheet)).isLessThan(101));
        }
    }

    @Test
    void movesRowsAlongOnlyWhenWhatClosesDoesNotFit() {
        assertThat(sizes(Sheets.divide(rows(8, SEAL), 100, 100))).containsExactly(9);
        assertThat(sizes(Sheets.divide(rows(9, SEAL), 100, 100))).containsExactly(7, 3);
    }

    @Test
    void keepsWordsWithTheRowThatTheyIntroduce() {
        List<Slice> slices = rows(9, END);
        slices.addAll(rows(3));
        assertThat(sizes(Sheets.divide(slices, 98, 98))).containsExactly(9, 4);
    }

    @Test
    void repeatsTheHeadingAndLosesRoomAtAnEdge() {
        List<Slice> slices = rows(10, GAP);
        slices.addAll(List.of(ROW.under(END), ROW.under(END)));
        List<List<Slice>> sheets = Sheets.divide(slices, 100, 100);
        assertThat(sizes(sheets)).containsExactly(10, 3);
        assertThat(sheets.getLast().getFirst()).isSameAs(END);
    }

    @Test
    void beginsASheetWhereItIsTold() {
        List<Slice> slices = rows(1);
        slices.add(ROW.onFreshPage());
        assertThat(sizes(Sheets.divide(slices, 100, 100))).containsExactly(1, 1);
        assertThat(Sheets.fewest(slices)).isEqualTo(2);
    }

    @Test
    void refusesARowThatNoSheetHolds() {
        List<Slice> slices = List.of(Slice.row(101, (page, x, y) -> {}));
        assertThatThrownBy(() -> Sheets.divide(slices, 100, 100)).isInstanceOf(LayoutFault.class);
    }
}
