// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.database.Tx;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Blocks that come between the planning of a move and its commit, or its entry in the journal.
class BlockInTheGapTest {
    private static final long HANG = 4_711;

    @TempDir static Path folder;
    private static FilingOffice office;
    private static final AtomicInteger COUNT = new AtomicInteger();

    @BeforeAll
    static void open() {
        office = new FilingOffice(folder);
        // Once with nobody in the way: what is locked below is waited for a few seconds at most.
        RecordVersion person = person();
        FilingOffice.moved(office.here.moves().moveIn(move(person, operation())));
        block(person());
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static String operation() {
        return "gap-operation-" + COUNT.incrementAndGet();
    }

    private static RecordVersion person() {
        return office.family().members().getFirst();
    }

    private static Blocks.Block block(RecordVersion person) {
        SubjectHandle subject = office.office.handle(person);
        return FilingOffice.given(
                office.here
                        .blocks()
                        .enter(
                                new Blocks.BlockCommand(
                                        CasesOffice.officer(CasesOffice.JONGNO),
                                        new OperationId(operation()),
                                        subject,
                                        List.of(),
                                        Optional.empty(),
                                        "상담사실 확인서")));
    }

    /// Reported by somebody who holds a mandate, whom a block refuses.
    private static Moves.MoveCommand move(RecordVersion person, String operation) {
        ObjectNode options =
                CanonicalJson.object()
                        .put("basis", "mandate")
                        .put("applicant", "이대리")
                        .put("evidence", "신분증");
        return office.move(FilingOffice.OFFICER, person, operation, "이태원로 40", options);
    }

    private static CompletableFuture<Answer<Moves.Reported>> moving(Moves.MoveCommand command) {
        return CompletableFuture.supplyAsync(() -> office.here.moves().moveIn(command));
    }

    /// Until somebody waits for a lock of this kind in this database.
    private static void awaitWaiting(Tx tx, String what) {
        for (int look = 0; look < 400; look++) {
            long waiting =
                    tx.jdbc()
                            .sql("select count(*) from pg_locks where not granted and " + what)
                            .query(Long.class)
                            .single();
            if (waiting > 0) {
                return;
            }
            LockSupport.parkNanos(5_000_000L);
        }
        throw new AssertionError("nobody waits for " + what);
    }

    @Test
    void aMoveIsNotCommittedThatWasPlannedBeforeIt() {
        RecordVersion person = person();
        Moves.MoveCommand command = move(person, operation());
        CompletableFuture<Answer<Moves.Reported>> moving =
                office.office
                        .database
                        .database()
                        .inTransaction(tx -> {
                            // Planned upon locked records, it waits to write its first version.
                            tx.jdbc().sql("lock table registers.version in share mode").update();
                            CompletableFuture<Answer<Moves.Reported>> begun = moving(command);
                            awaitWaiting(tx, "relation = 'registers.version'::regclass");
                            block(person);
                            return begun;
                        });
        assertThat(FilingOffice.refused(moving.join())).isEqualTo(Refusal.Code.RESTRICTED_SUBJECT);
        assertThat(office.versions(person)).isEqualTo(1);
        assertThat(FilingOffice.refused(office.here.moves().moveIn(command)))
                .isEqualTo(Refusal.Code.RESTRICTED_SUBJECT);
    }

    @Test
    void aMoveIsNotFiledThatWasPlannedBeforeIt() {
        int last = lastLookAtTheClock(person());
        RecordVersion person = person();
        AtomicInteger looks = new AtomicInteger();
        InstantSource clock =
                () -> {
                    if (looks.incrementAndGet() == last) {
                        block(person);
                    }
                    return InstantSource.system().instant();
                };
        long before = filings();
        Answer<Moves.Reported> answer =
                office.away(clock).moves().moveIn(move(person, operation()));
        assertThat(FilingOffice.refused(answer)).isEqualTo(Refusal.Code.RESTRICTED_SUBJECT);
        assertThat(looks.get()).isGreaterThanOrEqualTo(last);
        assertThat(filings()).isEqualTo(before);
    }

    private static long filings() {
        return office.office.ledger.node().count(FilingRecord.TYPE);
    }

    /// Of a filing of which nothing is in the journal yet: the one that gives it its time, behind
    /// the planning.
    private static int lastLookAtTheClock(RecordVersion person) {
        AtomicInteger looks = new AtomicInteger();
        AtomicInteger last = new AtomicInteger();
        long before = filings();
        InstantSource clock =
                () -> {
                    looks.incrementAndGet();
                    if (filings() == before) {
                        last.set(looks.get());
                    }
                    return InstantSource.system().instant();
                };
        FilingOffice.filed(office.away(clock).moves().moveIn(move(person, operation())));
        assertThat(filings()).isEqualTo(before + 1);
        return last.get();
    }

    @Test
    void aFilingIsHeldThatWasDecidedBeforeIt() {
        office.merge();
        RecordVersion person = person();
        Filings.Filing filing =
                FilingOffice.filed(office.away.moves().moveIn(move(person, operation())));
        AtomicInteger cuts = new AtomicInteger();
        FilingMerge.Switch between =
                step -> {
                    if (step == FilingMerge.Switch.Step.BEFORE_COMMIT
                            && cuts.incrementAndGet() == 1) {
                        block(person);
                    }
                };
        office.merge(office.here, between);
        assertThat(cuts.get()).isPositive();
        assertThat(office.versions(person)).isEqualTo(1);
        office.held(filing, "restricted-subject");
        assertThat(office.versions(person)).isEqualTo(1);
    }

    /// A commit hangs without a standby, and whoever seeks protection does not wait for that.
    @Test
    void aBlockIsEnteredBesideACommitThatHangs() {
        RecordVersion person = person();
        hangCommits();
        try {
            CompletableFuture<Answer<Moves.Reported>> moving =
                    office.office
                            .database
                            .database()
                            .inTransaction(tx -> {
                                tx.jdbc()
                                        .sql("select pg_advisory_xact_lock(?)::text")
                                        .param(HANG)
                                        .query(String.class)
                                        .single();
                                CompletableFuture<Answer<Moves.Reported>> begun =
                                        moving(move(person, operation()));
                                awaitWaiting(tx, "locktype = 'advisory' and objid = " + HANG);
                                assertThat(block(person).state()).isEqualTo(Blocks.State.IN_FORCE);
                                assertThat(begun).isNotDone();
                                return begun;
                            });
            moving.join();
        } finally {
            office.office
                    .database
                    .database()
                    .jdbc()
                    .sql("drop function cases.hang cascade")
                    .update();
        }
        assertThat(office.here.blocks().isBlocked(person.ref())).isTrue();
    }

    private static void hangCommits() {
        for (String sql :
                List.of(
                        "create function cases.hang() returns trigger language plpgsql as $$ begin"
                                + " perform pg_advisory_xact_lock("
                                + HANG
                                + "); return null; end $$",
                        "create constraint trigger hang after insert on registers.version"
                                + " deferrable initially deferred for each row execute function"
                                + " cases.hang()")) {
            office.office.database.database().jdbc().sql(sql).update();
        }
    }
}
