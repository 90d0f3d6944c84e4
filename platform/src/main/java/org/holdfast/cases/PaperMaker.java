// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.holdfast.cases.FaultSwitch.Plant;
import org.holdfast.catalogue.Service;
import org.holdfast.documents.Documents;
import org.holdfast.documents.FinishedPaper;
import org.holdfast.documents.PaperBinding;
import org.holdfast.documents.PaperOrder;
import org.holdfast.documents.UnprintableName;
import org.holdfast.documents.guard.FactVersion;
import org.holdfast.documents.guard.Guard;
import org.holdfast.documents.guard.GuardExpectation;
import org.holdfast.documents.guard.GuardReason;
import org.holdfast.documents.guard.GuardVerdict;
import org.holdfast.shield.Limiter;
import org.holdfast.shield.OverCapacity;
import tools.jackson.databind.node.ObjectNode;

/// Makes one paper and has it guarded. What leaves here may leave the office. Thread-safe.
///
/// Laying out, signing and reading back take a processor and wait for nothing. So no more are made
/// at once than finish soon: a hundred at once would all be late, and who asked for them would have
/// gone to another site, which makes them a second time.
final class PaperMaker {
    private final Documents documents;
    private final Guard guard;
    private final Expectations expectations;
    private final FaultSwitch faults;
    private final boolean specimen;
    private final Limiter hands;
    private final InstantSource clock;
    private final LongSupplier nanos;

    /// @param hands who may make a paper at once
    PaperMaker(
            Documents documents,
            Guard guard,
            Expectations expectations,
            FaultSwitch faults,
            boolean specimen,
            Limiter hands,
            InstantSource clock,
            LongSupplier nanos) {
        this.hands = hands;
        this.documents = documents;
        this.guard = guard;
        this.expectations = expectations;
        this.faults = faults;
        this.specimen = specimen;
        this.clock = clock;
        this.nanos = nanos;
    }

    /// The facts changed in the journal while the paper was made: begin again.
    static final class Stale extends Exception {
        private static final long serialVersionUID = 1L;

        Stale() {
            super("stale", null, false, false);
        }
    }

    /// @throws OverCapacity when too many are made now, and will be for a while; nothing was done
    Attempt.Guarded make(Attempt attempt, Attempt.Facts facts, long began)
            throws NotPermitted, Stale {
        try (Limiter.Ticket _ = hands.tryEnter().orElseThrow(OverCapacity::new)) {
            return made(attempt, facts, began);
        }
    }

    private Attempt.Guarded made(Attempt attempt, Attempt.Facts facts, long began)
            throws NotPermitted, Stale {
        FaultSwitch.Planting plant = faults.next(facts.home(), attempt.service().code());
        Service service = attempt.service();
        Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        LocalDate today = LocalDate.ofInstant(facts.asOf().time(), service.zone());
        ObjectNode printed = printed(attempt, facts, shown(facts, plant), today);
        String office = attempt.command().office().value();
        PaperBinding binding =
                new PaperBinding(
                        attempt.command().subject().value(),
                        attempt.operation().hex(),
                        office,
                        service.code());
        PaperOrder order =
                new PaperOrder(
                        binding,
                        service.layout(),
                        printed,
                        PaperNames.number(attempt.command().office(), attempt.operation()),
                        PaperNames.id(attempt.operation()),
                        facts.asOf().time(),
                        at,
                        specimen,
                        service.zone(),
                        facts.note());
        long looked = nanos.getAsLong();
        FinishedPaper own = finished(press(order, plant, attempt, facts));
        binding.mustEqual(own.binding(), "guard");
        // What the guard reads is the very object that is recorded and leaves.
        FinishedPaper paper =
                plant.plant() == Plant.FILE_AFTER_SIGNING ? plant.other().paper() : own;
        long made = nanos.getAsLong();
        check(attempt, facts, order, paper.pdf(), plant.plant());
        long guarded = nanos.getAsLong();
        faults.remember(attempt.subject(), service.code(), facts, paper);
        StepTimes times =
                new StepTimes(
                        micros(began, looked), micros(looked, made), micros(made, guarded), 0, -1);
        return new Attempt.Guarded(paper, facts, at, times);
    }

    private static Household shown(Attempt.Facts facts, FaultSwitch.Planting plant) {
        return switch (plant.plant()) {
            case SUBJECT_BEFORE_LAYOUT -> plant.other().facts().home();
            case STALE_PAGE -> facts.home().movedTo(plant.other().facts().home());
            case NOTHING, BODY_BEFORE_SIGNING, NEIGHBOURS_PAGE, FILE_AFTER_SIGNING, STALE_VERSION ->
                    facts.home();
        };
    }

    private Documents.Made press(
            PaperOrder order, FaultSwitch.Planting plant, Attempt attempt, Attempt.Facts facts) {
        return switch (plant.plant()) {
            case BODY_BEFORE_SIGNING ->
                    documents.makeMixedUp(order, List.of(neighbour(plant, attempt, facts, order)));
            case NEIGHBOURS_PAGE ->
                    documents.makeMixedUp(
                            order, List.of(order.facts(), neighbour(plant, attempt, facts, order)));
            case NOTHING, SUBJECT_BEFORE_LAYOUT, FILE_AFTER_SIGNING, STALE_VERSION, STALE_PAGE ->
                    documents.make(order);
        };
    }

    private static ObjectNode neighbour(
            FaultSwitch.Planting plant, Attempt attempt, Attempt.Facts facts, PaperOrder order) {
        LocalDate today = LocalDate.ofInstant(order.asOf(), order.zone());
        return printed(attempt, facts, plant.other().facts().home(), today);
    }

    private static ObjectNode printed(
            Attempt attempt, Attempt.Facts facts, Household home, LocalDate today) {
        Service service = attempt.service();
        return Printing.print(service, PrintContext.of(service, facts.permit(), home, today));
    }

    private static FinishedPaper finished(Documents.Made made) throws NotPermitted {
        return switch (made) {
            case FinishedPaper paper -> paper;
            case UnprintableName name -> {
                boolean own =
                        name.field().startsWith("purpose") || name.field().startsWith("applicant");
                throw new NotPermitted(
                        new Refusal(
                                own ? Refusal.Code.BAD_TEXT : Refusal.Code.UNPRINTABLE_NAME,
                                Map.of(
                                        "field",
                                        name.field(),
                                        "character",
                                        name.notation(),
                                        "reason",
                                        name.reason().name())));
            }
        };
    }

    private void check(
            Attempt attempt, Attempt.Facts facts, PaperOrder order, byte[] pdf, Plant plant)
            throws NotPermitted, Stale {
        GuardExpectation.Paper identity =
                new GuardExpectation.Paper(
                        order.number().text(),
                        order.entryId(),
                        order.binding().office(),
                        order.binding().service(),
                        order.asOf(),
                        specimen);
        LocalDate today = LocalDate.ofInstant(order.asOf(), order.zone());
        Optional<GuardExpectation> expected =
                expectations.of(
                        attempt.service(),
                        facts.permit(),
                        attempt.subject(),
                        identity,
                        facts.note(),
                        today);
        if (expected.isEmpty()) {
            throw new NotPermitted(Refusal.Code.FACTS_NOT_SEALED);
        }
        List<FactVersion> printedFrom = facts.home().versions(attempt.service());
        GuardVerdict verdict =
                guard.check(
                        pdf,
                        plant == Plant.STALE_VERSION ? older(printedFrom) : printedFrom,
                        expected.get());
        if (plant != Plant.NOTHING) {
            faults.count(plant, verdict instanceof GuardVerdict.Stopped);
        }
        if (verdict instanceof GuardVerdict.Stopped stopped) {
            if (stopped.reason() == GuardReason.STALE_VERSION && plant == Plant.NOTHING) {
                throw new Stale();
            }
            throw new NotPermitted(
                    new Refusal(
                            Refusal.Code.PAPER_STOPPED,
                            Map.of(
                                    "reason",
                                    stopped.reason().code(),
                                    "page",
                                    Integer.toString(stopped.page()),
                                    "note",
                                    stopped.note())));
        }
    }

    private static List<FactVersion> older(List<FactVersion> versions) {
        List<FactVersion> older = new ArrayList<>(versions);
        FactVersion last = older.removeLast();
        String leaf = new StringBuilder(last.leafHash()).reverse().toString();
        older.add(new FactVersion(last.record(), Math.max(0, last.version() - 1), leaf));
        return older;
    }

    private static long micros(long from, long to) {
        return (to - from) / 1_000;
    }
}
