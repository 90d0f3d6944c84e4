// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Position;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// Blocks entered at one of two sites, which are cut off from each other at times.
final class BlockedAtTwoSitesTest extends AtTwoSites {
    private static final Principal OFFICER = CasesOffice.officer(CasesOffice.JONGNO);

    private static Blocks.Block block(FilingOffice site, RecordVersion person, String operation) {
        return FilingOffice.given(
                site.away
                        .blocks()
                        .enter(
                                new Blocks.BlockCommand(
                                        OFFICER,
                                        new OperationId(operation),
                                        site.office.handle(person),
                                        List.of(),
                                        Optional.empty(),
                                        "상담사실 확인서")));
    }

    private static Blocks.Block lift(FilingOffice site, Blocks.Block block, String operation) {
        return FilingOffice.given(
                site.away
                        .blocks()
                        .lift(
                                new Blocks.LiftCommand(
                                        OFFICER, new OperationId(operation), block.id(), "신청")));
    }

    private static boolean serves(FilingOffice site, RecordVersion person, String operation) {
        Outcome outcome =
                site.here
                        .issuing()
                        .issue(
                                site.office.command(
                                        OFFICER,
                                        "kr.resident-abstract",
                                        person,
                                        operation,
                                        CanonicalJson.object()));
        if (outcome instanceof Outcome.Refused(Refusal refusal)) {
            assertThat(refusal.code()).isEqualTo(Refusal.Code.RESTRICTED_SUBJECT);
            return false;
        }
        return true;
    }

    private static boolean hasRead(FilingOffice site, Blocks.Block block) {
        Position place = block.places().getFirst();
        return site.here.blocks().read().stream()
                .anyMatch(read ->
                        read.journal().equals(place.journal()) && read.index() >= place.index());
    }

    private static RecordVersion person() {
        return sites.a.family().members().getFirst();
    }

    @Test
    void actsAtTheOtherSiteOnceItsCopyHasItAndSaysSoNoSooner() {
        RecordVersion person = person();
        Blocks.Block block;
        sites.apart(true);
        try {
            block = block(sites.b, person, "two-blocks-1");
            assertThat(block.places().getFirst().journal()).startsWith("nodeb-");
            assertThat(serves(sites.b, person, "paper-at-b-1")).isFalse();
            assertThat(hasRead(sites.b, block)).isTrue();
            assertThat(hasRead(sites.a, block)).isFalse();
            assertThat(serves(sites.a, person, "paper-at-a-1")).isTrue();
        } finally {
            sites.apart(false);
        }
        TwoSites.waitFor(() -> hasRead(sites.a, block));
        assertThat(serves(sites.a, person, "paper-at-a-2")).isFalse();
        // The answer that was given before is not given again.
        assertThat(serves(sites.a, person, "paper-at-a-1")).isFalse();
        lift(sites.a, block, "two-lifts-1");
        assertThat(serves(sites.a, person, "paper-at-a-3")).isTrue();
        TwoSites.waitFor(() -> serves(sites.b, person, "paper-at-b-" + System.nanoTime()));
    }

    @Test
    void aLiftLeavesWhatItsSiteHasNotSeen() {
        RecordVersion person = person();
        Blocks.Block first = block(sites.a, person, "two-blocks-2");
        sites.apart(true);
        try {
            block(sites.b, person, "two-blocks-3");
            lift(sites.a, first, "two-lifts-2");
            assertThat(serves(sites.a, person, "paper-at-a-4")).isTrue();
        } finally {
            sites.apart(false);
        }
        TwoSites.waitFor(() -> sites.a.here.blocks().isBlocked(person.ref()));
        assertThat(serves(sites.a, person, "paper-at-a-5")).isFalse();
        assertThat(serves(sites.b, person, "paper-at-b-5")).isFalse();
    }

    @Test
    void oneCommandTriedAtTwoSitesIsOneBlockAndLiftedWhole() {
        RecordVersion person = person();
        Blocks.Block here;
        Blocks.Block there;
        sites.apart(true);
        try {
            here = block(sites.a, person, "two-blocks-4");
            there = block(sites.b, person, "two-blocks-4");
        } finally {
            sites.apart(false);
        }
        assertThat(there.id()).isEqualTo(here.id());
        assertThat(there.receipt().leaf()).isNotEqualTo(here.receipt().leaf());
        TwoSites.waitFor(() -> hasRead(sites.a, there));
        List<Blocks.Block> listed =
                FilingOffice.given(
                        sites.a.here.blocks().of(OFFICER, sites.a.office.handle(person)));
        assertThat(listed).hasSize(1);
        assertThat(listed.getFirst().places()).hasSize(2);
        assertThat(lift(sites.a, here, "two-lifts-4").state()).isEqualTo(Blocks.State.LIFTED);
        assertThat(serves(sites.a, person, "paper-at-a-6")).isTrue();
        TwoSites.waitFor(() -> serves(sites.b, person, "paper-at-b-" + System.nanoTime()));
    }
}
