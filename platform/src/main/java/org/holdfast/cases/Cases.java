// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.database.Database;
import org.holdfast.documents.Documents;
import org.holdfast.documents.guard.Guard;
import org.holdfast.identity.Accounts;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.EntryImport;
import org.holdfast.ledger.Ledger;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.registers.ErasedRecords;
import org.holdfast.registers.Registers;
import org.holdfast.shield.BoundedLimiter;
import org.holdfast.shield.Limiter;

/// The seven faces of cases, made from the modules below. Thread-safe. The schema `cases` must have
/// been migrated before a move is entered. Filings are merged from [#start] to [#close].
public final class Cases implements AutoCloseable {
    private static final int LEAST_HANDS = 4;

    /// As many as the doors let in, and more.
    private static final int WAITING = 256;

    private final Issuing issuing;
    private final Papers papers;
    private final Moves moves;
    private final Filed filed;
    private final Erasures erasures;
    private final Restorations restorations;
    private final Blocks blocks;

    private Cases(
            Issuing issuing,
            Papers papers,
            Moves moves,
            Filed filed,
            Erasures erasures,
            Restorations restorations,
            Blocks blocks) {
        this.blocks = blocks;
        this.erasures = erasures;
        this.restorations = restorations;
        this.issuing = issuing;
        this.papers = papers;
        this.moves = moves;
        this.filed = filed;
    }

    /// What belongs to filings.
    private record Filed(
            FilingBook book,
            FilingDecider.With with,
            OfficeFilings filings,
            FilingDecider decider,
            FilingMerge merge) {}

    /// What belongs to blocks, and the rules that obey them.
    private record Blocking(BlockBook book, Protection protection, RequestRules rules) {
        static Blocking of(Below below, PaperNames names, InstantSource clock) {
            BlockBook book = new BlockBook(below.ledger(), names, clock);
            Protection protection = new Protection(below.registers(), book);
            return new Blocking(book, protection, new RequestRules(below.registers(), protection));
        }
    }

    /// The modules that keep things.
    public record Below(
            Database database,
            Keys keys,
            Ledger ledger,
            Registers registers,
            ErasedRecords erasedRecords,
            Accounts accounts,
            Offices offices) {}

    /// Makes all seven, after erasing again what a restore brought back. Drills may switch faults
    /// on, see `holdfast.drill`.
    public static Cases open(
            CasesSettings settings,
            Below below,
            Catalogue catalogue,
            Documents documents,
            Guard guard,
            InstantSource clock) {
        return open(
                settings,
                below,
                catalogue,
                (faults, nanos) ->
                        new PaperMaker(
                                documents,
                                guard,
                                expectations(settings, below),
                                faults,
                                settings.specimen(),
                                hands(Runtime.getRuntime().availableProcessors()),
                                clock,
                                nanos),
                Clocks.of(clock, below.ledger().mirroring()),
                FaultSwitch.ofProperties());
    }

    /// Two for each processor, so that one is at work while another waits for memory or for a lock.
    /// Clients that know several sites ask the next after a second of silence: what would begin
    /// later than that is better told at once.
    private static Limiter hands(int processors) {
        return new BoundedLimiter(
                Math.max(LEAST_HANDS, 2 * processors), WAITING, Duration.ofMillis(700));
    }

    /// Makes the maker of papers.
    interface MakerOf {
        PaperMaker with(FaultSwitch faults, LongSupplier nanos);
    }

    static Cases open(
            CasesSettings settings,
            Below below,
            Catalogue catalogue,
            MakerOf maker,
            Clocks clocks,
            FaultSwitch faults) {
        InstantSource clock = clocks.node();
        LongSupplier nanos = System::nanoTime;
        Registers registers = below.registers();
        Ledger ledger = below.ledger();
        Tally tally = new Tally();
        PaperNames names = new PaperNames(below.keys().handles(), clock);
        PaperAnswers answers =
                new PaperAnswers(
                        ledger.node(),
                        ledger.receipts(),
                        ledger.mirroring(),
                        names,
                        registers::subject,
                        tally,
                        settings.sealWait());
        Blocking blocking = Blocking.of(below, names, clock);
        Told told = new Told(names, answers, tally);
        Filed filed = filed(below, catalogue, blocking, told, clocks);
        Issuing issuing =
                new OfficeIssuing(
                        catalogue,
                        new FactsReader(registers, ledger.central(), blocking.rules(), clock),
                        maker.with(faults, nanos),
                        new OfficeIssuing.Recording(
                                below.keys().dataKeys(),
                                ledger.node(),
                                names,
                                answers,
                                tally,
                                faults,
                                nanos,
                                filed.book(),
                                blocking.book()));
        Protection protection = blocking.protection();
        Papers papers = new NodePapers(below, protection, names, answers, clock);
        return new Cases(
                issuing,
                papers,
                moves(below, catalogue, filed, told, clocks),
                filed,
                erasures(settings, below, told, protection, clock),
                new JournalRestorations(ledger, below.keys(), names, answers, filed.book(), clock),
                new OfficeBlocks(below, blocking.book(), protection, names, answers, clock));
    }

    /// Makes the rows of operations anew from the central journal's entries, for a rebuild or a
    /// database that ends below the journal. One for each of these.
    public static EntryImport imports(Keys keys) {
        return new ChangeImport(keys);
    }

    /// How answers are made and counted.
    private record Told(PaperNames names, PaperAnswers answers, Tally tally) {}

    private static Moves moves(
            Below below, Catalogue catalogue, Filed filed, Told told, Clocks clocks) {
        FiledMoves filing =
                new FiledMoves(
                        filed.with(),
                        filed.book(),
                        filed.filings(),
                        told.names(),
                        told.answers(),
                        clocks.node());
        return new RegisterMoves(
                catalogue,
                new RegisterMoves.Stores(
                        below.database(),
                        below.registers(),
                        below.ledger().central(),
                        told.names(),
                        told.answers(),
                        told.tally(),
                        filed.with().planner(),
                        new JournalChanges(below.ledger().files())),
                new RegisterMoves.Filing(filed.book(), filed.filings(), filing),
                clocks);
    }

    private static Filed filed(
            Below below, Catalogue catalogue, Blocking blocking, Told told, Clocks clocks) {
        FilingBook book = new FilingBook(below.ledger());
        FilingDecider.With with =
                new FilingDecider.With(
                        below.registers(),
                        below.ledger(),
                        below.keys().dataKeys(),
                        below.keys().handles(),
                        below.accounts(),
                        new MovePlanner(
                                below.registers(),
                                below.offices(),
                                blocking.rules(),
                                blocking.book(),
                                UUID::randomUUID));
        FilingDecider decider = new FilingDecider(catalogue, with, book, clocks);
        OfficeFilings filings =
                new OfficeFilings(
                        catalogue,
                        new OfficeFilings.Stores(
                                below.database(),
                                blocking.protection(),
                                told.names(),
                                told.answers(),
                                new AcceptanceNumbers(below.registers()),
                                new JournalChanges(below.ledger().files())),
                        book,
                        decider,
                        clocks.node());
        return new Filed(book, with, filings, decider, merge(below, book, decider));
    }

    private static FilingMerge merge(Below below, FilingBook book, FilingDecider decider) {
        return new FilingMerge(
                below.database(), below.ledger(), book, decider, FilingMerge.Switch.NONE);
    }

    /// What was erased before is erased again before anybody is served.
    private static Erasures erasures(
            CasesSettings settings,
            Below below,
            Told told,
            Protection protection,
            InstantSource clock) {
        RegisterErasures erasures =
                new RegisterErasures(
                        new ErasureStores(
                                below.database(),
                                below.keys(),
                                below.ledger(),
                                below.registers(),
                                below.erasedRecords(),
                                below.accounts(),
                                told.names(),
                                protection),
                        told.answers(),
                        clock,
                        settings.backupsKeptDays());
        below.database().whenThere(erasures::replay);
        return erasures;
    }

    static Expectations expectations(CasesSettings settings, Below below) {
        Function<OfficeCode, String> officeNames = code -> below.offices().require(code).fullName();
        return new Expectations(
                below.ledger().files(), below.registers()::entity, settings.packs(), officeNames);
    }

    /// Issuing.
    public Issuing issuing() {
        return issuing;
    }

    /// Papers.
    public Papers papers() {
        return papers;
    }

    /// Moves.
    public Moves moves() {
        return moves;
    }

    /// Filings.
    public Filings filings() {
        return filed.filings();
    }

    /// Blocks.
    public Blocks blocks() {
        return blocks;
    }

    /// For tests: merging with a switch that cuts the power.
    FilingMerge merge(Below below, FilingMerge.Switch crash) {
        return new FilingMerge(
                below.database(), below.ledger(), filed.book(), filed.decider(), crash);
    }

    /// Begins to merge filings, in a thread of its own.
    public void start() {
        filed.merge().start();
    }

    /// Merges no more.
    @Override
    public void close() {
        filed.merge().close();
    }

    /// Erasures.
    public Erasures erasures() {
        return erasures;
    }

    /// Restorations.
    public Restorations restorations() {
        return restorations;
    }
}
