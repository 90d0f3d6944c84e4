// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.documents.guard.FactVersion;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.JournalFiles;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.Receipt;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.Registers;
import org.holdfast.verifier.PaperEvidence;
import tools.jackson.databind.node.ObjectNode;

/// Papers as the node's journal holds them. Whatever a principal may not see answers as if it were
/// not there.
final class NodePapers implements Papers {
    private static final int LONGEST_REASON = 200;

    /// So far back is looked for the change that superseded a paper; older ones give the newest.
    private static final int LONGEST_CHAIN = 200;

    private final NodeJournal journal;
    private final JournalFiles files;
    private final Registers registers;
    private final Protection protection;
    private final DataKeys dataKeys;
    private final PaperNames names;
    private final PaperAnswers answers;
    private final InstantSource clock;
    private final ReentrantLock withdrawals = new ReentrantLock();

    NodePapers(
            Cases.Below below,
            Protection protection,
            PaperNames names,
            PaperAnswers answers,
            InstantSource clock) {
        this.journal = below.ledger().node();
        this.files = below.ledger().files();
        this.registers = below.registers();
        this.protection = protection;
        this.dataKeys = below.keys().dataKeys();
        this.names = names;
        this.answers = answers;
        this.clock = clock;
    }

    private record Found(StoredEntry entry, PaperRecord paper) {}

    @Override
    public Optional<StoredEntry> entry(String id) {
        return PaperNames.operation(id)
                .map(names::entry)
                .flatMap(journal::byOperation)
                .filter(entry -> entry.leaf().type().equals(PaperRecord.TYPE));
    }

    private Optional<Found> living(String id) {
        return entry(id)
                .filter(entry -> entry.erasedBy().isEmpty())
                .map(entry -> new Found(entry, PaperRecord.read(entry)));
    }

    private Optional<Found> visible(Principal who, String id) {
        return living(id).filter(found -> maySee(who, found.paper()));
    }

    private static boolean maySee(Principal who, PaperRecord paper) {
        if (who.onlyInPerson() && !wasMadeInPerson(who, paper)) {
            return false;
        }
        return switch (who.role()) {
            case CITIZEN -> paper.by().equals(who.id()) || isOwn(who, paper.subject());
            case OFFICER -> who.office().isEmpty() || who.office().get().equals(paper.office());
            case OPERATOR, RELYING_PARTY, MIRROR -> false;
        };
    }

    /// A person's own paper; or what this officer made upon evidence of who was there.
    private static boolean wasMadeInPerson(Principal who, PaperRecord paper) {
        return who.role() == Role.CITIZEN
                ? isOwn(who, paper.subject())
                : paper.by().equals(who.id())
                        && !paper.options().path("evidence").asString("").isEmpty();
    }

    /// An erased paper, for those who may still hear of it: what its leaf says is all there is.
    private Optional<StoredEntry> erased(Principal who, String id) {
        return entry(id)
                .filter(entry -> entry.erasedBy().isPresent())
                .filter(entry ->
                        switch (who.role()) {
                            case CITIZEN ->
                                    who.subject()
                                            .map(s -> new RecordRef(s.register(), s.record()))
                                            .filter(subject -> names.isAbout(subject, entry))
                                            .isPresent();
                            case OFFICER ->
                                    who.office()
                                            .map(office ->
                                                    office.value().equals(entry.leaf().office()))
                                            .orElse(true);
                            case OPERATOR, RELYING_PARTY, MIRROR -> false;
                        });
    }

    private <T> Answer<T> absent(Principal who, String id) {
        return refused(
                erased(who, id).isPresent() ? Refusal.Code.ERASED : Refusal.Code.PAPER_UNKNOWN);
    }

    private static boolean isOwn(Principal who, RecordRef subject) {
        return own(who).equals(Optional.of(subject));
    }

    /// The record of the person who asks.
    private static Optional<RecordRef> own(Principal who) {
        return who.subject().map(s -> new RecordRef(s.register(), s.record()));
    }

    private static <T> Answer<T> refused(Refusal.Code code) {
        return new Answer.Refused<>(Refusal.of(code));
    }

    @Override
    public Answer<IssuedPaper> find(Principal who, String id) {
        return visible(who, id)
                .map(found -> answers.issued(found.paper(), found.entry().leafHash()))
                .<Answer<IssuedPaper>>map(Answer.Given::new)
                .orElseGet(() -> absent(who, id));
    }

    @Override
    public Answer<Document> document(Principal who, String id) {
        Optional<Found> found = visible(who, id);
        if (found.isEmpty()) {
            return absent(who, id);
        }
        if (answers.withdrawn(id).isPresent()) {
            return refused(Refusal.Code.PAPER_WITHDRAWN);
        }
        return new Answer.Given<>(
                new Document(
                        found.get().paper().number().text(), found.get().entry().attachment(0)));
    }

    @Override
    public Answer<Receipt> receipt(Principal who, String id) {
        Optional<StoredEntry> erased = erased(who, id);
        if (erased.isPresent()) {
            // The entry is still proved; the receipt comes without its payload.
            return new Answer.Given<>(answers.receipt(erased.get().leafHash()));
        }
        return visible(who, id)
                .map(found -> answers.receipt(found.entry().leafHash()))
                .<Answer<Receipt>>map(Answer.Given::new)
                .orElseGet(() -> refused(Refusal.Code.PAPER_UNKNOWN));
    }

    @Override
    public Answer<PaperEvidence> evidence(Principal who, String id, Optional<Instant> before) {
        Optional<Found> found = visible(who, id);
        if (found.isEmpty()) {
            return absent(who, id);
        }
        if (who.role() != Role.OFFICER) {
            return refused(Refusal.Code.ROLE_NOT_PERMITTED);
        }
        return answers.evidence(found.get().entry(), before)
                .<Answer<PaperEvidence>>map(Answer.Given::new)
                .orElseGet(() -> refused(Refusal.Code.NO_PROOF_BEFORE));
    }

    @Override
    public Optional<PaperEvidence> evidence(String entryId, Instant before) {
        return living(entryId)
                .flatMap(found -> answers.evidence(found.entry(), Optional.of(before)));
    }

    @Override
    public Answer<List<Listed>> of(Principal who, SubjectHandle subject, int limit) {
        Optional<RecordRef> ref = registers.byHandle(subject);
        if (ref.isEmpty()) {
            return refused(Refusal.Code.UNKNOWN_SUBJECT);
        }
        if (who.role() == Role.CITIZEN && !isOwn(who, ref.get())) {
            return refused(Refusal.Code.UNKNOWN_SUBJECT);
        }
        List<Listed> list = new ArrayList<>();
        for (StoredEntry entry : names.papersOf(ref.get(), journal, limit)) {
            if (entry.erasedBy().isPresent()) {
                continue;
            }
            PaperRecord paper = PaperRecord.read(entry);
            if (maySee(who, paper)) {
                list.add(listed(who, paper));
            }
        }
        return new Answer.Given<>(list);
    }

    private Listed listed(Principal who, PaperRecord paper) {
        return new Listed(
                paper.id(),
                paper.number().text(),
                paper.service(),
                paper.at(),
                paper.as(),
                standing(paper, own(who)));
    }

    @Override
    public Answer<Receipt> withdraw(
            Principal who, String id, String reason, OperationId operation) {
        Optional<Found> found = visible(who, id);
        if (found.isEmpty()) {
            return absent(who, id);
        }
        if (who.role() != Role.OFFICER) {
            return refused(Refusal.Code.ROLE_NOT_PERMITTED);
        }
        try {
            String why = PlainText.check(reason, LONGEST_REASON, Refusal.Code.BAD_TEXT);
            if (why.isEmpty()) {
                throw new NotPermitted(Refusal.Code.REASON_MISSING);
            }
            return new Answer.Given<>(withdraw(who, found.get().paper(), why, operation));
        } catch (NotPermitted refused) {
            return new Answer.Refused<>(refused.refusal());
        }
    }

    private Receipt withdraw(Principal who, PaperRecord paper, String reason, OperationId operation)
            throws NotPermitted {
        ObjectNode content = CanonicalJson.object();
        content.put("paper", paper.id());
        content.put("number", paper.number().text());
        content.put("reason", reason);
        content.put("by", who.id());
        content.put("request", names.operation(who, paper.office(), operation).hex());
        Promise promise;
        withdrawals.lock(); // of two officers at once one withdraws, the other learns it
        try {
            Optional<StoredEntry> earlier = answers.withdrawn(paper.id());
            if (earlier.isPresent()) {
                return first(earlier.get(), content);
            }
            promise = journal.append(withdrawal(paper, content), List.of());
        } finally {
            withdrawals.unlock();
        }
        answers.waitFor(promise.sealed());
        return answers.receipt(promise.leaf());
    }

    private Receipt first(StoredEntry earlier, ObjectNode content) throws NotPermitted {
        String request = earlier.open().path("request").asString("");
        if (!request.equals(content.path("request").asString("-"))) {
            throw new NotPermitted(Refusal.Code.ALREADY_WITHDRAWN);
        }
        return answers.receipt(earlier.leafHash());
    }

    private EntryDraft withdrawal(PaperRecord paper, ObjectNode content) throws NotPermitted {
        content.put("at", clock.instant().toString());
        DataKey key =
                registers
                        .current(paper.subject())
                        .flatMap(version -> version.keys().papers())
                        .flatMap(dataKeys::find)
                        .orElseThrow(() -> new NotPermitted(Refusal.Code.PAPER_UNKNOWN));
        return new EntryDraft(
                PaperAnswers.WITHDRAWAL,
                paper.office(),
                names.papersOf(paper.subject()),
                0,
                Optional.empty(),
                Optional.of(key),
                content,
                Optional.of(names.withdrawal(paper.id())));
    }

    @Override
    public long issued() {
        return journal.count(PaperRecord.TYPE);
    }

    @Override
    public Status status(String entryId) {
        Optional<StoredEntry> any = entry(entryId);
        Optional<Hash> act = any.flatMap(StoredEntry::erasedBy);
        if (act.isPresent()) {
            return erased(entryId, any.get(), act.get());
        }
        return any.map(PaperRecord::read)
                .map(paper -> standing(paper, Optional.empty()))
                .orElseGet(Status.Unknown::new);
    }

    /// decisions/0007: the record behind the paper is no longer what it was; no more is said.
    private Status erased(String id, StoredEntry entry, Hash act) {
        Optional<StoredEntry> withdrawn = answers.withdrawn(id);
        if (withdrawn.isPresent()) {
            return new Status.Withdrawn(time(withdrawn.get()));
        }
        Instant since = files.byLeaf(act).map(NodePapers::time).orElseGet(clock::instant);
        return new Status.Superseded(day(since, new OfficeCode(entry.leaf().office())));
    }

    @Override
    public Status status(Principal who, String id) {
        if (erased(who, id).isPresent()) {
            return status(id);
        }
        return visible(who, id)
                .map(found -> standing(found.paper(), own(who)))
                .orElseGet(Status.Unknown::new);
    }

    /// @param asker the record of the person who is told, when it is one
    private Status standing(PaperRecord paper, Optional<RecordRef> asker) {
        Optional<StoredEntry> withdrawn = answers.withdrawn(paper.id());
        if (withdrawn.isPresent()) {
            return new Status.Withdrawn(time(withdrawn.get()));
        }
        if (namesProtected(paper, asker)) {
            return new Status.Unknown();
        }
        // Before the files are looked at: they hold all that had been committed by then.
        Instant heard = registers.read(reading -> reading.source().heard());
        Optional<Instant> superseded = Optional.empty();
        for (FactVersion version : paper.versions()) {
            Optional<Instant> since = changed(version);
            if (since.isPresent()
                    && (superseded.isEmpty() || since.get().isBefore(superseded.get()))) {
                superseded = since;
            }
        }
        return superseded
                .map(since -> day(since, paper.office()))
                .<Status>map(Status.Superseded::new)
                .orElseGet(() -> new Status.Current(heard));
    }

    private static Instant day(Instant since, OfficeCode office) {
        return since.atZone(office.country().zone()).truncatedTo(ChronoUnit.DAYS).toInstant();
    }

    /// Of a protected person nobody is told that the record changed, let alone when: whoever holds
    /// an old paper would learn of a move. A household's paper says that of any of those on it, so
    /// one protected person among them is enough; nobody is protected from himself.
    private boolean namesProtected(PaperRecord paper, Optional<RecordRef> asker) {
        Set<RecordRef> named = new LinkedHashSet<>();
        named.add(paper.subject());
        paper.versions().forEach(version -> named.add(RecordRef.parse(version.record())));
        asker.ifPresent(named::remove);
        return named.stream().anyMatch(protection::isProtected);
    }

    /// When the version after this one was entered, walking the record's chain backwards.
    private Optional<Instant> changed(FactVersion version) {
        RecordRef ref = RecordRef.parse(version.record());
        Optional<StoredEntry> at = files.newest(registers.entity(ref));
        Optional<Instant> since = Optional.empty();
        for (int i = 0; i < LONGEST_CHAIN && at.isPresent(); i++) {
            if (at.get().leafHash().hex().equals(version.leafHash())) {
                return since;
            }
            since = Optional.of(time(at.get()));
            Optional<Hash> previous = at.get().leaf().previous();
            at = previous.flatMap(files::byLeaf);
        }
        return since;
    }

    private static Instant time(StoredEntry entry) {
        Leaf leaf = entry.leaf();
        return Instant.ofEpochSecond(leaf.time());
    }
}
