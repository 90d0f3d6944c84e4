// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.identity.Principal;
import org.holdfast.keys.DataKey;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.registers.RecordVersion;
import org.holdfast.testing.FaultyKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// One office for the tests of a class, at whose counter blocks are entered, with the database and
/// without it; and what becomes of whoever asks for papers then.
abstract class BlocksAtOneOffice {
    static final String TRANSCRIPT = "kr.resident-transcript";
    static final String ABSTRACT = "kr.resident-abstract";
    static final Principal OFFICER = CasesOffice.officer(CasesOffice.JONGNO);
    static final String EVIDENCE = "가정폭력 피해자 상담사실 확인서";

    @TempDir static Path folder;
    static FilingOffice office;
    static FaultyKeys keys;
    private static final AtomicInteger COUNT = new AtomicInteger();

    @BeforeAll
    static void open() {
        office =
                new FilingOffice(
                        new CasesOffice(
                                folder,
                                CasesOffice.fresh(),
                                real -> {
                                    keys = new FaultyKeys(real);
                                    return keys;
                                },
                                FaultSwitch.off()));
    }

    @AfterAll
    static void close() {
        office.close();
    }

    static String operation() {
        return "operation-" + COUNT.incrementAndGet();
    }

    static Blocks.Named named(RecordVersion person) {
        Permit.Applicant one = RequestRules.named(person.facts());
        return new Blocks.Named(
                one.name(), Optional.of(LocalDate.parse(one.birth())), Optional.empty());
    }

    static Blocks.BlockCommand command(
            RecordVersion person, String operation, List<Blocks.Named> blocked) {
        return new Blocks.BlockCommand(
                OFFICER,
                new OperationId(operation),
                office.office.handle(person),
                blocked,
                Optional.empty(),
                EVIDENCE);
    }

    static Blocks.Block block(Cases cases, RecordVersion person, Blocks.Named... blocked) {
        return FilingOffice.given(
                cases.blocks().enter(command(person, operation(), List.of(blocked))));
    }

    static Answer<Blocks.Block> lift(Cases cases, Blocks.Block block) {
        return cases.blocks()
                .lift(
                        new Blocks.LiftCommand(
                                OFFICER, new OperationId(operation()), block.id(), "본인 신청"));
    }

    static Optional<Refusal.Code> asked(
            Cases cases, Principal who, String service, RecordVersion person, ObjectNode options) {
        Outcome outcome =
                cases.issuing()
                        .issue(office.office.command(who, service, person, operation(), options));
        return outcome instanceof Outcome.Refused(Refusal refusal)
                ? Optional.of(refusal.code())
                : Optional.empty();
    }

    /// What a third party is told who asks at the counter.
    static Optional<Refusal.Code> third(Cases cases, RecordVersion person) {
        return asked(cases, OFFICER, ABSTRACT, person, CanonicalJson.object());
    }

    static ObjectNode by(String basis, String name) {
        return CanonicalJson.object()
                .put("basis", basis)
                .put("applicant", name)
                .put("evidence", "신분증");
    }

    static RecordVersion person() {
        return office.family().members().getFirst();
    }

    static void append(RecordVersion person, String type, ObjectNode content) {
        PaperNames names = new PaperNames(keys.handles(), InstantSource.system());
        DataKey key = keys.find(person.keys().papers().orElseThrow()).orElseThrow();
        office.office
                .ledger
                .node()
                .append(
                        new EntryDraft(
                                type,
                                CasesOffice.JONGNO,
                                names.blocksOf(person.ref()),
                                0,
                                Optional.empty(),
                                Optional.of(key),
                                content,
                                Optional.empty()),
                        List.of());
    }
}
