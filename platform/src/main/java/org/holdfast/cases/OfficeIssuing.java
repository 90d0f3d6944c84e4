// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Service;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.Receipt;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.node.ObjectNode;

/// Issuing, in the order of its steps: earlier try? rules and facts, make, guard, blocked
/// meanwhile? journal, seal.
///
/// A death before the append leaves nothing: the client tries again and the paper is made then. A
/// death after it leaves the paper: the next try finds it by the operation's handle. There is no
/// third place.
final class OfficeIssuing implements Issuing {
    /// A record that changes three times while one paper is made is an office at war with itself.
    private static final int TRIES = 4;

    /// One paper takes milliseconds; a try that hangs must not hold others for ever.
    private static final long LONGEST_WAIT_SECONDS = 30;

    /// The text that a paper from the own copy bears.
    private static final String OWN_COPY = "made-from-own-copy";

    /// The text that a paper bears while a filing about somebody on it is not entered.
    private static final String FILING_PENDING = "filing-pending";

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private final Catalogue catalogue;
    private final FactsReader reader;
    private final PaperMaker maker;
    private final DataKeys dataKeys;
    private final NodeJournal journal;
    private final PaperNames names;
    private final PaperAnswers answers;
    private final Tally tally;
    private final FaultSwitch faults;
    private final LongSupplier nanos;
    private final FilingBook filings;
    private final BlockBook blocks;
    private final ConcurrentHashMap<Handle, CountDownLatch> underWay = new ConcurrentHashMap<>();

    OfficeIssuing(Catalogue catalogue, FactsReader reader, PaperMaker maker, Recording recording) {
        this.catalogue = catalogue;
        this.reader = reader;
        this.maker = maker;
        this.dataKeys = recording.dataKeys();
        this.journal = recording.journal();
        this.names = recording.names();
        this.answers = recording.answers();
        this.tally = recording.tally();
        this.faults = recording.faults();
        this.nanos = recording.nanos();
        this.filings = recording.filings();
        this.blocks = recording.blocks();
    }

    /// Where papers are recorded and counted.
    record Recording(
            DataKeys dataKeys,
            NodeJournal journal,
            PaperNames names,
            PaperAnswers answers,
            Tally tally,
            FaultSwitch faults,
            LongSupplier nanos,
            FilingBook filings,
            BlockBook blocks) {}

    @Override
    public Outcome issue(IssueCommand command) {
        Handle operation = names.operation(command.who(), command.office(), command.operation());
        CountDownLatch mine = new CountDownLatch(1);
        CountDownLatch first = underWay.putIfAbsent(operation, mine);
        while (first != null) {
            await(first);
            first = underWay.putIfAbsent(operation, mine);
        }
        try {
            return once(command, operation);
        } catch (NotPermitted refused) {
            tally.refused.increment();
            if (refused.refusal().code() == Refusal.Code.PAPER_STOPPED) {
                tally.stopped.increment();
            }
            return new Outcome.Refused(refused.refusal());
        } finally {
            underWay.remove(operation, mine);
            mine.countDown();
        }
    }

    private static void await(CountDownLatch first) {
        try {
            if (!first.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("an operation under way does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the same operation", e);
        }
    }

    private Outcome once(IssueCommand command, Handle operation) throws NotPermitted {
        long began = nanos.getAsLong();
        RequestRules.checkRole(command.who(), command.office());
        Service service =
                catalogue
                        .service(command.service())
                        .filter(s -> s.kind() == Service.Kind.PAPER)
                        .orElseThrow(() -> new NotPermitted(Refusal.Code.UNKNOWN_SERVICE));
        if (!service.country().equals(command.office().country().code())) {
            throw new NotPermitted(Refusal.Code.WRONG_OFFICE);
        }
        RecordRef subject = reader.subject(command.subject(), service);
        Attempt attempt = new Attempt(command, service, subject, operation);
        Optional<StoredEntry> earlier = journal.byOperation(names.entry(operation));
        if (earlier.isPresent()) {
            return repeat(attempt, earlier.get());
        }
        boolean placed = true;
        for (int i = 0; i < TRIES; i++) {
            Attempt.Facts read = placed ? reader.read(attempt) : reader.readCopy(attempt);
            Attempt.Facts facts = noted(attempt.service(), read);
            try {
                return record(attempt, maker.make(attempt, facts, began));
            } catch (PaperMaker.Stale changed) {
                tally.retried.increment();
                // The journal's files know a change some moments before the registers know its
                // place; until they do, every try would print the state before it. A database that
                // takes no commit never learns it.
                placed = answers.waitShortly(() -> reader.isPlaced(subject));
            }
        }
        throw new NotPermitted(Refusal.Code.RECORD_CHANGED);
    }

    /// A paper made from the own copy says so, and as of when; and one about somebody of whom a
    /// filing waits says that; in the words of its country.
    private Attempt.Facts noted(Service service, Attempt.Facts facts) {
        Attempt.Facts noted = facts;
        if (facts.asOf().ownCopy()) {
            String time = MINUTE.format(facts.asOf().time().atZone(service.zone()));
            noted = noted.noting(words(OWN_COPY, service).replace("{time}", time));
        }
        if (filings.isPending(records(service, facts.home()))) {
            noted = noted.beforeFilings().noting(words(FILING_PENDING, service));
        }
        return noted;
    }

    private String words(String text, Service service) {
        return catalogue
                .texts()
                .find(text)
                .orElseThrow(() -> new IllegalStateException("no text " + text))
                .in(RequestRules.language(service));
    }

    /// Whose records the paper shows: the subject's, or all of the household.
    private static List<RecordRef> records(Service service, Household home) {
        return service.covers() == Service.Covers.PERSON
                ? List.of(home.subject())
                : home.versions(service).stream().map(v -> RecordRef.parse(v.record())).toList();
    }

    /// The same request gets the first paper, if it still may have it.
    private Outcome repeat(Attempt attempt, StoredEntry earlier) throws NotPermitted {
        if (earlier.erasedBy().isPresent()) {
            throw new NotPermitted(Refusal.Code.ERASED);
        }
        PaperRecord paper = PaperRecord.read(earlier);
        if (!paper.requestDigest().equals(digest(attempt.command()))) {
            throw new NotPermitted(Refusal.Code.OPERATION_REUSED);
        }
        reader.read(attempt);
        if (answers.withdrawn(paper.id()).isPresent()) {
            throw new NotPermitted(Refusal.Code.PAPER_WITHDRAWN);
        }
        tally.repeated.increment();
        return new Outcome.Issued(answers.issued(paper, earlier.leafHash()), true);
    }

    /// A key that was not erased comes from the site that made it.
    private Refusal.Code keyless(KeyId papers) {
        return dataKeys.erasure(papers).isPresent()
                ? Refusal.Code.UNKNOWN_SUBJECT
                : Refusal.Code.FACTS_NOT_SEALED;
    }

    private Outcome record(Attempt attempt, Attempt.Guarded guarded) throws NotPermitted {
        PaperRecord paper = paper(attempt, guarded);
        DataKey key =
                dataKeys.find(guarded.facts().papers())
                        .orElseThrow(() -> new NotPermitted(keyless(guarded.facts().papers())));
        EntryDraft draft =
                new EntryDraft(
                        PaperRecord.TYPE,
                        paper.office(),
                        names.papersOf(attempt.subject()),
                        0,
                        Optional.empty(),
                        Optional.of(key),
                        paper.content(),
                        Optional.of(names.entry(attempt.operation())));
        long start = nanos.getAsLong();
        Promise promise = append(attempt, guarded, draft);
        long kept = nanos.getAsLong();
        Service.Waits waits = attempt.service().waits();
        boolean sealed =
                waits.grade() == Receipt.Grade.MIRRORED
                        ? answers.waitFor(promise.sealed())
                        : answers.waitShortly(promise.sealed());
        long ended = nanos.getAsLong();
        if (sealed) {
            answers.waitFor(List.of(promise.sealed()), waits);
        }
        StepTimes made = guarded.times();
        tally.issued(
                paper.id(),
                new StepTimes(
                        made.lookup(),
                        made.make(),
                        made.guard(),
                        (kept - start) / 1_000,
                        sealed ? (ended - kept) / 1_000 : -1));
        return new Outcome.Issued(answers.issued(paper, promise.leaf()), false);
    }

    /// No block is entered here between the last look at them and the paper's entry.
    private Promise append(Attempt attempt, Attempt.Guarded guarded, EntryDraft draft)
            throws NotPermitted {
        blocks.still().lock();
        try {
            reader.again(attempt, guarded.facts());
            return journal.append(draft, List.of(guarded.paper().pdf()));
        } finally {
            blocks.still().unlock();
        }
    }

    private static PaperRecord paper(Attempt attempt, Attempt.Guarded guarded) {
        IssueCommand command = attempt.command();
        Permit permit = guarded.facts().permit();
        ObjectNode options = CanonicalJson.object();
        permit.options().forEach(options::put);
        options.put("asker", permit.rule().code());
        return new PaperRecord(
                PaperNames.id(attempt.operation()),
                guarded.paper().number(),
                attempt.service().code(),
                command.office(),
                attempt.subject(),
                permit.purpose(),
                options,
                digest(command),
                guarded.facts().asOf(),
                guarded.facts().pending(),
                guarded.facts().home().versions(attempt.service()),
                new PaperRecord.Made(
                        guarded.paper().sha256(),
                        guarded.paper().factsDigest(),
                        guarded.paper().factsSalt(),
                        guarded.paper().sealedBy()),
                command.who().id(),
                command.who().role().code() + ": " + command.who().name(),
                guarded.at());
    }

    private static String digest(IssueCommand command) {
        ObjectNode request = CanonicalJson.object();
        request.put("service", command.service());
        request.put("subject", command.subject().value());
        request.put("purpose", command.purpose());
        request.put("options", PaperNames.sha256(command.options().toString()));
        return PaperNames.sha256(CanonicalJson.text(request));
    }

    @Override
    public Totals totals() {
        return tally.totals(faults.counts());
    }
}
