// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.holdfast.drills.CrashDrill;
import org.holdfast.drills.DrillResult;
import org.holdfast.drills.JournalDrill;
import org.holdfast.drills.PkiOutageDrill;
import org.holdfast.drills.RekeyDrill;
import org.holdfast.drills.WrongPersonDrill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The short form of the drills, on real offices in processes of their own, each in its turn. The
/// long form: `./holdfast drill`.
class ShortDrillsTest {
    @Test
    void everyReceiptSurvivesKills(@TempDir Path folder) throws Exception {
        TestTurn.CRASH_DRILL.assumeToday();
        DrillResult result = new CrashDrill(folder.resolve("data"), 20261123, Screen::err).run(2);
        assertThat(result.findings()).as(result.json()).isEmpty();
        assertThat((Long) result.figures().get("acknowledged")).isPositive();
    }

    @Test
    void nothingIsLostWhenOnePartIsKilledAndEachDamageIsNamed(@TempDir Path folder)
            throws Exception {
        TestTurn.JOURNAL_DRILL.assumeToday();
        DrillResult result = new JournalDrill(folder, 20261123, Screen::err).run(1, 1);
        assertThat(result.findings()).as(result.json()).isEmpty();
        assertThat((Long) result.figures().get("acknowledgedMoves")).isPositive();
    }

    @Test
    void officialsLogInWhileTheirAuthorityIsSilent(@TempDir Path folder) throws Exception {
        TestTurn.PKI_OUTAGE_DRILL.assumeToday();
        DrillResult result =
                new PkiOutageDrill(folder.resolve("data"), 20261128, Screen::err)
                        .run(Duration.ofSeconds(16), 10);
        assertThat(result.findings()).as(result.json()).isEmpty();
        assertThat((Long) result.figures().get("silentIn")).isPositive();
    }

    @Test
    void everyPaperOfAWeakKeyIsSignedAgainOnceThroughKills(@TempDir Path folder) throws Exception {
        TestTurn.REKEY_DRILL.assumeToday();
        DrillResult result =
                new RekeyDrill(folder.resolve("data"), 20261128, Screen::err).run(60, 3, 4);
        assertThat(result.findings()).as(result.json()).isEmpty();
        assertThat((Integer) result.figures().get("resigned")).isEqualTo(60);
    }

    @Test
    void nobodyGetsThePaperOfAnotherPersonInFiveThousand(@TempDir Path folder) throws Exception {
        TestTurn.WRONG_PERSON_DRILL.assumeToday();
        DrillResult result =
                new WrongPersonDrill(folder.resolve("data"), 20261123, Screen::err).run(5_000, 64);
        assertThat(result.findings()).as(result.json()).isEmpty();
        assertThat((Long) result.figures().get("planted")).isPositive();
    }
}
