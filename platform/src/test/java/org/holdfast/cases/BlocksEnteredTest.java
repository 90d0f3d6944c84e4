// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.identity.Principal;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// How blocks are entered, end and are lifted, by whom, and what the journal shows of it.
final class BlocksEnteredTest extends BlocksAtOneOffice {
    private static Blocks.BlockCommand until(RecordVersion person, LocalDate last) {
        return new Blocks.BlockCommand(
                OFFICER,
                new OperationId(operation()),
                office.office.handle(person),
                List.of(),
                Optional.of(last),
                EVIDENCE);
    }

    @Test
    void aLiftEndsOneBlockAndNoOther() {
        RecordVersion person = person();
        Blocks.Block first = block(office.here, person);
        Blocks.Block second = block(office.here, person);
        Blocks.Block lifted = FilingOffice.given(lift(office.here, first));
        assertThat(lifted.state()).isEqualTo(Blocks.State.LIFTED);
        assertThat(lifted.lifted().orElseThrow().reason()).isEqualTo("본인 신청");
        assertThat(lifted.receipt().leaf()).isNotEqualTo(first.receipt().leaf());
        assertThat(third(office.here, person)).contains(Refusal.Code.RESTRICTED_SUBJECT);
        List<Blocks.Block> listed =
                FilingOffice.given(office.here.blocks().of(OFFICER, office.office.handle(person)));
        assertThat(listed)
                .extracting(one -> one.id() + " " + one.state())
                .containsExactlyInAnyOrder(first.id() + " LIFTED", second.id() + " IN_FORCE");
        assertThat(FilingOffice.refused(lift(office.here, first)))
                .isEqualTo(Refusal.Code.BLOCK_LIFTED);
        FilingOffice.given(lift(office.here, second));
        assertThat(third(office.here, person)).isEmpty();
    }

    @Test
    void aLiftOfSomebodyElsesBlockLiftsNothing() {
        RecordVersion person = person();
        RecordVersion stranger = person();
        Blocks.Block block = block(office.here, person);
        PaperNames names = new PaperNames(keys.handles(), InstantSource.system());
        LiftRecord forged =
                new LiftRecord(
                        block.receipt().leaf(),
                        stranger.ref(),
                        "reason",
                        names.block(PaperNames.operation(block.id()).orElseThrow()),
                        "",
                        "somebody",
                        "officer: somebody",
                        block.at());
        append(stranger, LiftRecord.TYPE, forged.content());
        assertThat(third(office.here, person)).contains(Refusal.Code.RESTRICTED_SUBJECT);
    }

    @Test
    void protectsThroughItsLastDayAndNotAfterIt() {
        RecordVersion person = person();
        LocalDate last = FilingOffice.today().plusDays(3);
        FilingOffice.given(office.here.blocks().enter(until(person, last)));
        InstantSource system = InstantSource.system();
        Cases lastDay = office.here(() -> system.instant().plus(3, ChronoUnit.DAYS));
        assertThat(lastDay.blocks().isBlocked(person.ref())).isTrue();
        Cases after = office.here(() -> system.instant().plus(4, ChronoUnit.DAYS));
        assertThat(after.blocks().isBlocked(person.ref())).isFalse();
        List<Blocks.Block> listed =
                FilingOffice.given(after.blocks().of(OFFICER, office.office.handle(person)));
        assertThat(listed).extracting(Blocks.Block::state).containsExactly(Blocks.State.ENDED);
        assertThat(
                        FilingOffice.refused(
                                office.here
                                        .blocks()
                                        .enter(until(person, FilingOffice.today().minusDays(1)))))
                .isEqualTo(Refusal.Code.BAD_DATE);
    }

    @Test
    void theSameCommandIsOneBlockAndAnotherUnderItsNameIsRefused() {
        RecordVersion person = person();
        String operation = operation();
        Blocks.BlockCommand command = command(person, operation, List.of());
        Blocks.Block first = FilingOffice.given(office.here.blocks().enter(command));
        Blocks.Block again = FilingOffice.given(office.away.blocks().enter(command));
        assertThat(first.repeated()).isFalse();
        assertThat(again.repeated()).isTrue();
        assertThat(again.receipt().leaf()).isEqualTo(first.receipt().leaf());
        Blocks.Named somebody = new Blocks.Named("김아무개", Optional.empty(), Optional.empty());
        assertThat(
                        FilingOffice.refused(
                                office.here
                                        .blocks()
                                        .enter(command(person, operation, List.of(somebody)))))
                .isEqualTo(Refusal.Code.OPERATION_REUSED);
        OperationId lifting = new OperationId(operation());
        Blocks.LiftCommand lift = new Blocks.LiftCommand(OFFICER, lifting, first.id(), "본인 신청");
        Blocks.Block lifted = FilingOffice.given(office.here.blocks().lift(lift));
        Blocks.Block liftedAgain = FilingOffice.given(office.here.blocks().lift(lift));
        assertThat(liftedAgain.repeated()).isTrue();
        assertThat(liftedAgain.receipt().leaf()).isEqualTo(lifted.receipt().leaf());
        assertThat(
                        FilingOffice.refused(
                                office.here
                                        .blocks()
                                        .lift(
                                                new Blocks.LiftCommand(
                                                        OFFICER, lifting, first.id(), "다른 사유"))))
                .isEqualTo(Refusal.Code.OPERATION_REUSED);
    }

    @Test
    void onlyOfficersOfTheOfficeThatKeepsTheRecordEnterSeeAndLift() {
        RecordVersion person = person();
        Blocks.Block block = block(office.here, person);
        Blocks blocks = office.here.blocks();
        for (Principal who : List.of(FilingOffice.OFFICER, CasesOffice.citizen(person))) {
            boolean officer = who.equals(FilingOffice.OFFICER);
            Refusal.Code code =
                    officer ? Refusal.Code.WRONG_OFFICE : Refusal.Code.ROLE_NOT_PERMITTED;
            Blocks.BlockCommand command =
                    new Blocks.BlockCommand(
                            who,
                            new OperationId(operation()),
                            office.office.handle(person),
                            List.of(),
                            Optional.empty(),
                            EVIDENCE);
            assertThat(FilingOffice.refused(blocks.enter(command))).isEqualTo(code);
            assertThat(FilingOffice.refused(blocks.of(who, office.office.handle(person))))
                    .isEqualTo(code);
            Blocks.LiftCommand lift =
                    new Blocks.LiftCommand(who, new OperationId(operation()), block.id(), "x");
            assertThat(FilingOffice.refused(blocks.lift(lift)))
                    .isEqualTo(
                            officer ? Refusal.Code.BLOCK_UNKNOWN : Refusal.Code.ROLE_NOT_PERMITTED);
        }
        assertThat(third(office.here, person)).contains(Refusal.Code.RESTRICTED_SUBJECT);
    }

    @Test
    void wantsEvidenceAReasonAndPlainNames() {
        RecordVersion person = person();
        Blocks blocks = office.here.blocks();
        Blocks.BlockCommand bare =
                new Blocks.BlockCommand(
                        OFFICER,
                        new OperationId(operation()),
                        office.office.handle(person),
                        List.of(),
                        Optional.empty(),
                        " ");
        assertThat(FilingOffice.refused(blocks.enter(bare)))
                .isEqualTo(Refusal.Code.EVIDENCE_MISSING);
        Blocks.Named turned = new Blocks.Named("김\u202E철수", Optional.empty(), Optional.empty());
        assertThat(
                        FilingOffice.refused(
                                blocks.enter(command(person, operation(), List.of(turned)))))
                .isEqualTo(Refusal.Code.BAD_TEXT);
        Blocks.Named born =
                new Blocks.Named(
                        "김철수", Optional.of(FilingOffice.today().plusDays(2)), Optional.empty());
        assertThat(FilingOffice.refused(blocks.enter(command(person, operation(), List.of(born)))))
                .isEqualTo(Refusal.Code.BAD_DATE);
        assertThat(office.here.blocks().isBlocked(person.ref())).isFalse();
        Blocks.Block block = block(office.here, person);
        Blocks.LiftCommand lift =
                new Blocks.LiftCommand(OFFICER, new OperationId(operation()), block.id(), " ");
        assertThat(FilingOffice.refused(blocks.lift(lift))).isEqualTo(Refusal.Code.REASON_MISSING);
    }

    @Test
    void theJournalShowsNobody() throws IOException {
        RecordVersion person = person();
        Blocks.Named one =
                new Blocks.Named(
                        "독고탁별난이름",
                        Optional.of(LocalDate.of(1901, 2, 3)),
                        Optional.of(office.office.handle(person())));
        Blocks.Block block = block(office.here, person, one);
        FilingOffice.given(lift(office.here, block));
        List<String> secrets =
                List.of(
                        "독고탁별난이름",
                        "1901-02-03",
                        EVIDENCE,
                        "본인 신청",
                        person.ref().id().toString(),
                        office.office.handle(person).value(),
                        block.id());
        try (Stream<Path> files = Files.walk(folder.resolve("journals"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String secret : secrets) {
                    byte[] utf8 = secret.getBytes(StandardCharsets.UTF_8);
                    assertThat(text)
                            .as(file.getFileName() + ": " + secret)
                            .doesNotContain(new String(utf8, StandardCharsets.ISO_8859_1));
                }
            }
        }
    }
}
