// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.holdfast.journal.Cosigner;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.RecordStream;
import org.holdfast.journal.SignedNote;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.ledger.Mirroring;
import org.holdfast.ledger.PublicJournal;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.holdfast.testing.TestDatabase;
import org.holdfast.testing.TestEtcd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes of one office, each with a disk of its own and copies of what the other has written,
/// and one database that is back whenever a node asks it. The first sequences and merges.
class FiledAtTwoSitesTest {
    @TempDir static Path folder;
    private static final AtomicBoolean OVER = new AtomicBoolean();

    /// Whether the copies are held back, as when the sites do not hear each other.
    private static final ReentrantLock PASS = new ReentrantLock();

    private static final AtomicBoolean APART = new AtomicBoolean();
    private static final Map<Character, Cosigner> COSIGNERS = new ConcurrentHashMap<>();

    /// The clock by which mirrors cosign.
    private static final AtomicReference<InstantSource> now =
            new AtomicReference<>(InstantSource.system());

    private static TestEtcd etcd;
    private static TestDatabase database;
    private static FilingOffice a;
    private static FilingOffice b;
    private static Thread copying;

    @BeforeAll
    static void open() throws Exception {
        etcd = TestEtcd.start(folder);
        database = CasesOffice.fresh();
        a = site('a', 'b', UnaryOperator.identity());
        copying = Thread.ofPlatform().daemon().start(FiledAtTwoSitesTest::copy);
        b =
                site(
                        'b',
                        'a',
                        own -> {
                            own.close();
                            return a.office.keys;
                        });
    }

    private static FilingOffice site(
            char place, char other, UnaryOperator<org.holdfast.keys.Keys> keys) {
        Path disk = folder.resolve("disk-" + place);
        return new FilingOffice(
                new CasesOffice(
                        disk,
                        database,
                        keys,
                        usual ->
                                usual.withHeads(List.of(etcd.address()))
                                        .sharing(
                                                new LedgerSettings.Shared(
                                                        place,
                                                        Map.of(other, copies(place)),
                                                        Optional.of(self(place)),
                                                        List.of(),
                                                        () -> place == 'a')),
                        FaultSwitch.off()));
    }

    private static Mirroring.Place self(char place) {
        String vkey = cosigner(place).vkey();
        return new Mirroring.Place("" + place, vkey, vkey, Optional.empty());
    }

    private static Cosigner cosigner(char place) {
        return COSIGNERS.computeIfAbsent(
                place,
                _ -> {
                    try {
                        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                        return Cosigner.of(place + "/mirror", pair.getPrivate(), pair.getPublic());
                    } catch (GeneralSecurityException none) {
                        throw new IllegalStateException(none);
                    }
                });
    }

    private static Path copies(char place) {
        return folder.resolve("disk-" + place).resolve("copies");
    }

    @AfterAll
    static void close() throws Exception {
        OVER.set(true);
        if (copying != null) {
            copying.join();
        }
        if (b != null) {
            b.office.session.close();
            b.office.ledger.close();
        }
        if (a != null) {
            a.office.stop();
        }
        if (database != null) {
            database.close();
        }
        etcd.close();
    }

    private static void copy() {
        while (!OVER.get()) {
            PASS.lock();
            try {
                if (!APART.get()) {
                    copyAll(a.office.ledger, 'b');
                    if (b != null) {
                        copyAll(b.office.ledger, 'a');
                    }
                }
            } finally {
                PASS.unlock();
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /// Not in the middle of a pass, which would still carry what comes next.
    private static void apart(boolean now) {
        PASS.lock();
        try {
            APART.set(now);
        } finally {
            PASS.unlock();
        }
    }

    private static void copyAll(Ledger from, char by) {
        for (PublicJournal journal : from.journals()) {
            try {
                copy(from, journal, copies(by).resolve(journal.name()), by);
            } catch (JournalFault | JournalRefusal | LedgerFault | IOException later) {
                return; // the next look goes on
            }
        }
    }

    /// What a mirror does.
    private static void copy(Ledger from, PublicJournal journal, Path into, char by)
            throws IOException {
        try (JournalDirectory copy =
                JournalDirectory.isJournal(into)
                        ? JournalDirectory.open(into)
                        : JournalDirectory.create(into, journal.origin(), journal.vkey())) {
            SignedNote note =
                    SignedNote.parse(Files.readAllBytes(journal.folder().resolve("checkpoint")));
            long size = org.holdfast.journal.Checkpoint.parse(note.text()).size().value();
            while (copy.durableSize().value() < size) {
                long at = copy.durableSize().value();
                Optional<byte[]> given = from.mirroring().records(journal.name(), at);
                if (given.isEmpty()) {
                    return; // its checkpoint is on disk a moment before the node gives it
                }
                List<NewEntry> records = RecordStream.parse(given.get());
                copy.append(records.subList(0, (int) Math.min(records.size(), size - at)));
            }
            if (copy.signedSize().value() < size) {
                copy.adopt(
                        note,
                        one -> one.with(List.of(cosigner(by).cosign(one, now.get().instant()))));
            }
        }
    }

    private static void waitFor(BooleanSupplier come) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!come.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static Filings.State state(FilingOffice site, String id) {
        return site.here.filings().find(FilingOffice.OFFICER, id)
                        instanceof Answer.Given<Filings.Filing>(Filings.Filing filing)
                ? filing.state()
                : Filings.State.PENDING;
    }

    private static void mergeUntil(String id, Filings.State wanted) {
        waitFor(() -> {
            a.merge();
            return state(a, id) == wanted;
        });
    }

    private static Filings.Filing file(FilingOffice site, RecordVersion head, String id, int no) {
        return FilingOffice.filed(site.away.moves().moveIn(site.move(head, id, "이태원로 " + no)));
    }

    @Test
    void mergesWhatTheOtherSiteHasFiledAndBothSeeIt() {
        RecordVersion head = a.family().members().getFirst();
        Filings.Filing filing = file(b, head, "two-sites-1", 10);
        assertThat(filing.receipt().position().orElseThrow().journal()).startsWith("nodeb-");
        waitFor(() ->
                a.here.filings().find(FilingOffice.OFFICER, filing.id()) instanceof Answer.Given);
        // Only the node that sequences merges.
        assertThat(b.merge()).isZero();
        mergeUntil(filing.id(), Filings.State.ENTERED);
        waitFor(() -> state(b, filing.id()) == Filings.State.ENTERED);
        assertThat(a.versions(head)).isEqualTo(2);
    }

    /// Filed at b on the first, by a clock that says the second; cosigned by a at once; the primary
    /// is back on the second.
    @Test
    void theDayThatCountsIsThatOfTheFirstCosignatureThoughTheSitesClockIsADayAhead() {
        RecordVersion head = a.family().members().getFirst();
        InstantSource system = InstantSource.system();
        InstantSource ahead = () -> system.instant().plus(Duration.ofDays(1));
        Instant begun = system.instant();
        Filings.Filing filing =
                FilingOffice.filed(
                        b.away(ahead).moves().moveIn(b.move(head, "two-sites-ahead", "이태원로 30")));
        waitFor(() ->
                a.here.filings().find(FilingOffice.OFFICER, filing.id()) instanceof Answer.Given);
        Instant cosigned = a.find(filing.id()).legalTime().notAfter().orElseThrow();
        assertThat(cosigned).isBetween(begun.minusSeconds(1), system.instant());
        now.set(ahead);
        try {
            // Newer checkpoints of b, cosigned the next day.
            Filings.Filing other = file(b, a.family().members().getFirst(), "two-sites-next", 31);
            waitFor(() ->
                    a.here.filings().find(FilingOffice.OFFICER, other.id())
                                    instanceof Answer.Given<Filings.Filing>(Filings.Filing next)
                            && next.legalTime().notAfter().isPresent());
            assertThat(a.find(other.id()).legalTime().notAfter().orElseThrow())
                    .isAfter(system.instant());
            // Another that knows nothing yet, as behind a start.
            Cases fresh = a.here(ahead);
            assertThat(
                            FilingOffice.given(
                                            fresh.filings().find(FilingOffice.OFFICER, filing.id()))
                                    .legalTime()
                                    .notAfter())
                    .contains(cosigned);
            a.merge(fresh, FilingMerge.Switch.NONE);
            mergeUntil(filing.id(), Filings.State.ENTERED);
        } finally {
            now.set(system);
        }
        assertThat(a.find(filing.id()).legalTime().effective())
                .isEqualTo(LocalDate.ofInstant(cosigned, FilingOffice.SEOUL));
    }

    @Test
    void oneCommandFiledAtBothSitesIsEnteredOnce() {
        RecordVersion head = a.family().members().getFirst();
        apart(true);
        Filings.Filing first;
        Filings.Filing second;
        try {
            first = file(a, head, "two-sites-2", 11);
            second = file(b, head, "two-sites-2", 11);
        } finally {
            apart(false);
        }
        assertThat(second.receipt().leaf()).isNotEqualTo(first.receipt().leaf());
        assertThat(second.id()).isEqualTo(first.id());
        waitFor(() -> {
            a.merge();
            return count(first.id()) == 2;
        });
        mergeUntil(first.id(), Filings.State.ENTERED);
        assertThat(a.versions(head)).isEqualTo(2);
    }

    private static long count(String id) {
        return database.database()
                .jdbc()
                .sql("select count(*) from cases.filing where operation = ? and version > 0")
                .param(PaperNames.operation(id).orElseThrow().bytes())
                .query(Long.class)
                .single();
    }

    @Test
    void whatWasFiledHereAndEnteredThereIsEnteredOnce() {
        RecordVersion head = a.family().members().getFirst();
        apart(true);
        Filings.Filing filing;
        try {
            filing = file(b, head, "two-sites-3", 12);
            Moves.Moved entered =
                    FilingOffice.moved(
                            a.here.moves().moveIn(a.move(head, "two-sites-3", "이태원로 12")));
            assertThat(entered.repeated()).isFalse();
            assertThat(entered.id()).isEqualTo(filing.id());
        } finally {
            apart(false);
        }
        mergeUntil(filing.id(), Filings.State.ENTERED);
        assertThat(a.versions(head)).isEqualTo(2);
        waitFor(() -> state(b, filing.id()) == Filings.State.ENTERED);
    }

    @Test
    void whatOneSiteFiledUnseenIsHeldBehindTheOther() {
        HouseholdView family = a.family();
        RecordVersion head = family.members().getFirst();
        apart(true);
        Filings.Filing first;
        Filings.Filing second;
        try {
            first = file(a, head, "two-sites-4", 13);
            // Epoch seconds order them.
            LockSupport.parkNanos(Duration.ofMillis(1_100).toNanos());
            second = file(b, head, "two-sites-5", 14);
        } finally {
            apart(false);
        }
        mergeUntil(first.id(), Filings.State.ENTERED);
        mergeUntil(second.id(), Filings.State.HELD);
        assertThat(a.find(second.id()).reason()).isEqualTo("record-changed");
        assertThat(a.versions(head)).isEqualTo(2);
    }

    @Test
    void aFilingBehindOneThatHasNotArrivedWaitsForIt() {
        RecordVersion head = a.family().members().getFirst();
        Filings.Filing first = file(b, head, "two-sites-6", 15);
        waitFor(() ->
                a.here.filings().find(FilingOffice.OFFICER, first.id()) instanceof Answer.Given);
        Filings.Filing second = file(a, head, "two-sites-7", 16);
        a.merge();
        mergeUntil(first.id(), Filings.State.ENTERED);
        mergeUntil(second.id(), Filings.State.ENTERED);
        assertThat(a.versions(head)).isEqualTo(3);
    }

    @Test
    void oneCommandFiledAtBothSitesBehindAHeldOneIsEnteredOnceThatIsDecided() {
        HouseholdView family = a.family();
        RecordVersion head = family.members().getFirst();
        Filings.Filing before = heldOne(family, "two-sites-8", 17);
        apart(true);
        Filings.Filing one;
        try {
            one = file(a, head, "two-sites-9", 18);
            file(b, head, "two-sites-9", 18);
        } finally {
            apart(false);
        }
        waitFor(() -> {
            a.merge();
            return count(one.id()) == 2;
        });
        mergeUntil(one.id(), Filings.State.HELD);
        assertThat(a.find(one.id()).reason()).isEqualTo("after-held");
        decide(before, "decide-two-sites-8");
        mergeUntil(one.id(), Filings.State.ENTERED);
        // What the officer entered, and this one.
        assertThat(a.versions(head)).isEqualTo(3);
        Moves.Moved again =
                FilingOffice.moved(a.here.moves().moveIn(a.move(head, "two-sites-9", "이태원로 18")));
        assertThat(again.repeated()).isTrue();
    }

    @Test
    void whatWasEnteredThereIsEnteredThoughAHeldOneComesBefore() {
        HouseholdView family = a.family();
        RecordVersion head = family.members().getFirst();
        heldOne(family, "two-sites-10", 19);
        apart(true);
        Filings.Filing filing;
        try {
            filing = file(b, head, "two-sites-11", 20);
            FilingOffice.moved(a.here.moves().moveIn(a.move(head, "two-sites-11", "이태원로 20")));
        } finally {
            apart(false);
        }
        mergeUntil(filing.id(), Filings.State.ENTERED);
        Moves.Moved again =
                FilingOffice.moved(a.here.moves().moveIn(a.move(head, "two-sites-11", "이태원로 20")));
        assertThat(again.repeated()).isTrue();
        assertThat(a.versions(head)).isEqualTo(2);
    }

    private static Filings.Filing heldOne(HouseholdView family, String operation, int no) {
        Filings.Filing filing = file(a, family.members().getFirst(), operation, no);
        a.change(family.members().get(1), false);
        mergeUntil(filing.id(), Filings.State.HELD);
        // Epoch seconds order them.
        LockSupport.parkNanos(Duration.ofMillis(1_100).toNanos());
        return filing;
    }

    private static void decide(Filings.Filing filing, String operation) {
        FilingOffice.given(
                a.here.filings()
                        .decide(
                                new Filings.DecideCommand(
                                        FilingOffice.OFFICER,
                                        filing.id(),
                                        new OperationId(operation),
                                        true,
                                        "본인 확인")));
    }
}
