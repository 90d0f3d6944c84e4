// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A site burns: as long as nobody says so, nobody's knowledge grows newer.
final class SiteSilenceTest extends AtAuthorities {
    private final Instant burnt = Instant.now().minus(Duration.ofHours(2));

    private void burn() {
        heardOfC = Optional.of(burnt);
        heard = Optional.of(Instant.now());
        pki.look();
    }

    private PkiAnswer state(String by, String operation, String site) {
        return pki.silence().state(by, operation, site);
    }

    private static SiteSilence.Standing lost(PkiAnswer answer) {
        assertThat(answer).isInstanceOf(PkiAnswer.Lost.class);
        return ((PkiAnswer.Lost) answer).site();
    }

    private SiteSilence.Standing ofC() {
        return pki.silence().sites().getLast();
    }

    private long entries(String type) {
        return ledger.node().count(type);
    }

    @Test
    void twoOperatorsLeaveABurntSiteOut() {
        stop();
        forget();
        burn0();
        assertThat(pki.asOf()).hasValueSatisfying(at -> assertThat(at).isBefore(burnt));
        SiteSilence.Standing one = lost(state(OPERATOR, "1", "c"));
        assertThat(one.lost()).isFalse();
        assertThat(one.operators()).isEqualTo(1);
        assertThat(lost(state(OPERATOR, "2", "c")).lost()).as("the same operator").isFalse();
        pki.look();
        assertThat(pki.asOf()).hasValueSatisfying(at -> assertThat(at).isBefore(burnt));

        assertThat(lost(state("p-other", "1", "c")).lost()).isTrue();
        heard = Optional.of(Instant.now());
        pki.look();
        assertThat(pki.asOf())
                .hasValueSatisfying(
                        at -> assertThat(at).isAfter(Instant.now().minus(Duration.ofMinutes(1))));

        stop();
        begins = false;
        heardOfC = Optional.empty();
        start();
        assertThat(ofC().lost()).as("a start behind it, which never hears it").isTrue();
    }

    /// With a disk that knows nothing of before, as behind a start of days.
    private void forget() {
        assertThat(folder.resolve("heard").toFile().delete()).isTrue();
        begins = false;
    }

    private void burn0() {
        heardOfC = Optional.of(burnt);
        start();
        burn();
    }

    @Test
    void isOverOnceTheSiteIsHeard() {
        burn();
        state(OPERATOR, "1", "c");
        assertThat(lost(state("p-other", "1", "c")).lost()).isTrue();
        heardOfC = Optional.of(Instant.now().plusSeconds(6));
        assertThat(ofC().lost()).isFalse();
        assertThat(entries(PkiEntries.SITE_FOUND)).isZero();
        pki.look();
        assertThat(entries(PkiEntries.SITE_FOUND)).isEqualTo(1);
        pki.look();
        assertThat(entries(PkiEntries.SITE_FOUND)).isEqualTo(1);

        heardOfC = Optional.of(burnt);
        assertThat(ofC().operators()).as("silent again: both say so again").isZero();
    }

    @Test
    void refusesWhatIsNoLoss() {
        assertThat(refused(state(OPERATOR, "1", "c"))).isEqualTo(PkiRefusal.SITE_HEARD);
        burn();
        assertThat(refused(state(OPERATOR, "2", "d"))).isEqualTo(PkiRefusal.NO_SITE);
        assertThat(refused(state(OPERATOR, "2", ""))).isEqualTo(PkiRefusal.NO_SITE);
        assertThat(entries(PkiEntries.SITE_LOST)).isZero();
        lost(state(OPERATOR, "3", "c"));
        PkiAnswer again = state(OPERATOR, "3", "c");
        assertThat(((PkiAnswer.Lost) again).repeated()).isTrue();
        assertThat(refused(state(OPERATOR, "3", "b"))).isEqualTo(PkiRefusal.REUSED);
        assertThat(entries(PkiEntries.SITE_LOST)).isEqualTo(1);
    }
}
