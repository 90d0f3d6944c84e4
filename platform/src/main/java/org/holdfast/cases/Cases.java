// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

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
import org.holdfast.ledger.Ledger;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.registers.ErasedRecords;
import org.holdfast.registers.Registers;

/// The six faces of cases, made from the modules below. Thread-safe. The schema `cases` must have
/// been migrated before a move is entered. Filings are merged from [#start] to [#close].
public final class Cases implements AutoCloseable {
    private final Issuing issuing;
    private final Papers papers;
    private final Moves moves;
    private final Filed filed;
    private final Erasures erasures;
    private final Restorations restorations;

    private Cases(
            Issuing issuing,
            Papers papers,
            Moves moves,
            Filed filed,
            Erasures erasures,
            Restorations restorations) {
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

    /// The modules that keep things.
    public record Below(
            Database database,
            Keys keys,
            Ledger ledger,
            Registers registers,
            ErasedRecords erasedRecords,
            Accounts accounts,
            Offices offices) {}

    /// Makes all six, after erasing again what a restore brought back. Drills may switch faults on,
    /// see `holdfast.drill`.
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
                                clock,
                                nanos),
                clock,
                FaultSwitch.ofProperties());
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
            InstantSource clock,
            FaultSwitch faults) {
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
        Filed filed = filed(below, catalogue, names, answers, clock);
        Issuing issuing =
                new OfficeIssuing(
                        catalogue,
                        new FactsReader(registers, ledger.central(), clock),
                        maker.with(faults, nanos),
                        new OfficeIssuing.Recording(
                                below.keys().dataKeys(),
                                ledger.node(),
                                names,
                                answers,
                                tally,
                                faults,
                                nanos,
                                filed.book()));
        Papers papers =
                new NodePapers(
                        ledger.node(),
                        ledger.files(),
                        registers,
                        below.keys().dataKeys(),
                        names,
                        answers,
                        clock);
        return new Cases(
                issuing,
                papers,
                moves(below, catalogue, filed, new Told(names, answers, tally), clock),
                filed,
                erasures(settings, below, names, answers, clock),
                new JournalRestorations(ledger, below.keys(), names, answers, clock));
    }

    /// How answers are made and counted.
    private record Told(PaperNames names, PaperAnswers answers, Tally tally) {}

    private static Moves moves(
            Below below, Catalogue catalogue, Filed filed, Told told, InstantSource clock) {
        FiledMoves filing =
                new FiledMoves(
                        filed.with(),
                        filed.book(),
                        filed.filings(),
                        told.names(),
                        told.answers(),
                        clock);
        return new RegisterMoves(
                catalogue,
                new RegisterMoves.Stores(
                        below.database(),
                        below.registers(),
                        below.ledger().central(),
                        told.names(),
                        told.answers(),
                        told.tally(),
                        filed.with().planner()),
                new RegisterMoves.Filing(filed.book(), filed.filings(), filing),
                clock);
    }

    private static Filed filed(
            Below below,
            Catalogue catalogue,
            PaperNames names,
            PaperAnswers answers,
            InstantSource clock) {
        FilingBook book = new FilingBook(below.ledger());
        FilingDecider.With with =
                new FilingDecider.With(
                        below.registers(),
                        below.ledger(),
                        below.keys().dataKeys(),
                        below.keys().handles(),
                        new MovePlanner(below.registers(), below.offices(), UUID::randomUUID));
        FilingDecider decider = new FilingDecider(catalogue, with, book, clock);
        OfficeFilings filings =
                new OfficeFilings(
                        catalogue,
                        new OfficeFilings.Stores(
                                below.database(), below.registers(), names, answers),
                        book,
                        decider,
                        clock);
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
            PaperNames names,
            PaperAnswers answers,
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
                                names),
                        answers,
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
