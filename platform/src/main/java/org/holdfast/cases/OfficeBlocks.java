// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.catalogue.Service;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.Receipt;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;
import tools.jackson.databind.node.ObjectNode;

/// Blocks of an office. Enters and lifts one at a time, and no paper or filing is recorded
/// meanwhile: it stands in this journal before a block, or was decided knowing it. A death before
/// the append leaves nothing; behind it the same operation finds the entry.
final class OfficeBlocks implements Blocks {
    private static final int LONGEST_WORDS = 200;
    private static final int LONGEST_NAME = 100;

    /// What a reported move waits for.
    private static final Service.Waits WAITS =
            new Service.Waits(Receipt.Grade.MIRRORED, Duration.ofSeconds(3));

    private final Registers registers;
    private final NodeJournal journal;
    private final DataKeys keys;
    private final BlockBook book;
    private final Protection protection;
    private final PaperNames names;
    private final PaperAnswers answers;
    private final InstantSource clock;

    OfficeBlocks(
            Cases.Below below,
            BlockBook book,
            Protection protection,
            PaperNames names,
            PaperAnswers answers,
            InstantSource clock) {
        this.registers = below.registers();
        this.journal = below.ledger().node();
        this.keys = below.keys().dataKeys();
        this.book = book;
        this.protection = protection;
        this.names = names;
        this.answers = answers;
        this.clock = clock;
    }

    /// What the journal has of a command, and how much of it was written now.
    private record Kept(List<Promise> written, boolean repeated) {}

    @Override
    public Answer<Block> enter(BlockCommand command) {
        try {
            RecordVersion record = own(command.who(), command.subject());
            Handle operation = names.operation(command.who(), record.office(), command.operation());
            BlockRecord block = clean(command, record, PaperNames.id(operation));
            return given(operation, book.changing(() -> enter(block, record, operation)));
        } catch (NotPermitted refused) {
            return new Answer.Refused<>(refused.refusal());
        }
    }

    private Kept enter(BlockRecord block, RecordVersion record, Handle operation)
            throws NotPermitted {
        Optional<StoredEntry> earlier =
                journal.byOperation(names.block(operation))
                        .filter(entry -> entry.leaf().type().equals(BlockRecord.TYPE));
        if (earlier.isPresent()) {
            if (earlier.get().erasedBy().isPresent()) {
                throw new NotPermitted(Refusal.Code.ERASED);
            }
            if (!BlockRecord.read(earlier.get()).digest().equals(block.digest())) {
                throw new NotPermitted(Refusal.Code.OPERATION_REUSED);
            }
            return new Kept(List.of(), true);
        }
        LocalDate today = LocalDate.ofInstant(block.at(), block.office().country().zone());
        if (block.until().filter(today::isAfter).isPresent()) {
            throw new NotPermitted(Refusal.Code.BAD_DATE);
        }
        return new Kept(
                List.of(append(BlockRecord.TYPE, record, block.content(), names.block(operation))),
                false);
    }

    /// The record, when the officer's office keeps it.
    private RecordVersion own(Principal who, SubjectHandle subject) throws NotPermitted {
        if (who.role() != Role.OFFICER) {
            throw new NotPermitted(Refusal.Code.ROLE_NOT_PERMITTED);
        }
        RecordVersion record =
                registers
                        .byHandle(subject)
                        .filter(RecordRef::person)
                        .flatMap(registers::current)
                        .orElseThrow(() -> new NotPermitted(Refusal.Code.UNKNOWN_SUBJECT));
        if (!who.office().equals(Optional.of(record.office()))) {
            throw new NotPermitted(Refusal.Code.WRONG_OFFICE);
        }
        return record;
    }

    private BlockRecord clean(BlockCommand command, RecordVersion record, String id)
            throws NotPermitted {
        String evidence = PlainText.check(command.evidence(), LONGEST_WORDS, Refusal.Code.BAD_TEXT);
        if (evidence.isEmpty()) {
            throw new NotPermitted(Refusal.Code.EVIDENCE_MISSING);
        }
        if (command.blocked().size() > MOST_BLOCKED) {
            throw new NotPermitted(Refusal.Code.BAD_OPTION, "option", "blocked");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        LocalDate today = LocalDate.ofInstant(now, record.office().country().zone());
        List<Blocked> blocked = new ArrayList<>();
        for (Named one : command.blocked()) {
            blocked.add(clean(one, today));
        }
        ObjectNode request = CanonicalJson.object().put("subject", command.subject().value());
        request.set("blocked", BlockRecord.list(blocked));
        command.until().ifPresent(day -> request.put("until", day.toString()));
        request.put("evidence", evidence);
        return new BlockRecord(
                id,
                record.office(),
                record.ref(),
                blocked,
                command.until(),
                evidence,
                PaperNames.sha256(CanonicalJson.text(request)),
                command.who().id(),
                as(command.who()),
                now);
    }

    private Blocked clean(Named one, LocalDate today) throws NotPermitted {
        String name = PlainText.check(one.name(), LONGEST_NAME, Refusal.Code.BAD_TEXT);
        if (name.isEmpty()) {
            throw new NotPermitted(Refusal.Code.BAD_OPTION, "option", "blocked");
        }
        if (one.birth().filter(today::isBefore).isPresent()) {
            throw new NotPermitted(Refusal.Code.BAD_DATE);
        }
        Optional<RecordRef> record = Optional.empty();
        if (one.subject().isPresent()) {
            record = registers.byHandle(one.subject().get()).filter(RecordRef::person);
            if (record.isEmpty()) {
                throw new NotPermitted(Refusal.Code.UNKNOWN_SUBJECT);
            }
        }
        return new Blocked(name, one.birth(), record);
    }

    private static String as(Principal who) {
        return who.role().code() + ": " + who.name();
    }

    private Promise append(String type, RecordVersion record, ObjectNode content, Handle operation)
            throws NotPermitted {
        EntryDraft draft =
                new EntryDraft(
                        type,
                        record.office(),
                        names.blocksOf(record.ref()),
                        0,
                        Optional.empty(),
                        Optional.of(key(record)),
                        content,
                        Optional.of(operation));
        try {
            return journal.append(draft, List.of());
        } catch (LedgerFault fault) {
            if (fault.code() == LedgerFault.Code.ERASED) {
                throw new NotPermitted(Refusal.Code.UNKNOWN_SUBJECT);
            }
            throw fault;
        }
    }

    /// What was erased anywhere has no key here any more; other keys come from the site that made
    /// them.
    private DataKey key(RecordVersion record) throws NotPermitted {
        KeyId id =
                record.keys()
                        .papers()
                        .orElseThrow(() -> new NotPermitted(Refusal.Code.UNKNOWN_SUBJECT));
        return keys.find(id)
                .orElseThrow(() ->
                        new NotPermitted(
                                keys.erasure(id).isPresent()
                                        ? Refusal.Code.UNKNOWN_SUBJECT
                                        : Refusal.Code.FACTS_NOT_SEALED));
    }

    private Answer<Block> given(Handle operation, Kept kept) throws NotPermitted {
        answers.waitFor(kept.written().stream().map(Promise::sealed).toList(), WAITS);
        book.look();
        List<BlockBook.Line> lines = book.byOperation(operation);
        if (lines.isEmpty()) {
            // It is there and cannot be read: erased since, or its key has not come.
            throw new NotPermitted(Refusal.Code.FACTS_NOT_SEALED);
        }
        return new Answer.Given<>(answer(lines, kept.repeated()));
    }

    private Block answer(List<BlockBook.Line> lines, boolean repeated) {
        BlockBook.Line first = lines.getFirst();
        BlockRecord block = BlockRecord.read(first.entry());
        State state = book.state(lines);
        Optional<StoredEntry> lift =
                state == State.LIFTED
                        ? book.lifts(lines.getLast()).stream().findFirst()
                        : Optional.empty();
        Hash leaf = lift.map(StoredEntry::leafHash).orElse(first.entry().leafHash());
        List<Position> places =
                lines.stream()
                        .filter(line -> !book.isLifted(line))
                        .flatMap(line -> line.entry().position().stream())
                        .toList();
        return new Block(
                block.id(),
                block.office(),
                block.subject(),
                state,
                block.blocked(),
                block.until(),
                block.evidence(),
                block.as(),
                block.at(),
                lift.map(LiftRecord::read).map(one -> new Lifted(one.at(), one.as(), one.reason())),
                places,
                answers.receipt(leaf),
                repeated);
    }

    @Override
    public Answer<List<Block>> of(Principal who, SubjectHandle subject) {
        try {
            RecordVersion record = own(who, subject);
            book.look();
            Map<Handle, BlockBook.Line> first = new LinkedHashMap<>();
            book.of(record.ref()).stream()
                    .sorted(BlockBook.Line.ORDER.reversed())
                    .forEach(line -> first.putIfAbsent(line.operation(), line));
            return new Answer.Given<>(
                    first.keySet().stream()
                            .map(book::byOperation)
                            .filter(lines -> !lines.isEmpty())
                            .map(lines -> answer(lines, false))
                            .toList());
        } catch (NotPermitted refused) {
            return new Answer.Refused<>(refused.refusal());
        }
    }

    @Override
    public Answer<Block> lift(LiftCommand command) {
        try {
            if (command.who().role() != Role.OFFICER) {
                throw new NotPermitted(Refusal.Code.ROLE_NOT_PERMITTED);
            }
            String reason = PlainText.check(command.reason(), LONGEST_WORDS, Refusal.Code.BAD_TEXT);
            if (reason.isEmpty()) {
                throw new NotPermitted(Refusal.Code.REASON_MISSING);
            }
            book.look();
            Handle operation =
                    PaperNames.operation(command.id())
                            .orElseThrow(() -> new NotPermitted(Refusal.Code.BLOCK_UNKNOWN));
            RecordVersion record =
                    book.byOperation(operation).stream()
                            .findFirst()
                            .flatMap(line -> registers.current(line.subject()))
                            .filter(one -> command.who().office().equals(Optional.of(one.office())))
                            .orElseThrow(() -> new NotPermitted(Refusal.Code.BLOCK_UNKNOWN));
            return given(operation, book.changing(() -> lift(command, operation, record, reason)));
        } catch (NotPermitted refused) {
            return new Answer.Refused<>(refused.refusal());
        }
    }

    private Kept lift(LiftCommand command, Handle operation, RecordVersion record, String reason)
            throws NotPermitted {
        Handle request = names.operation(command.who(), record.office(), command.operation());
        String digest =
                PaperNames.sha256(
                        CanonicalJson.text(
                                CanonicalJson.object()
                                        .put("block", command.id())
                                        .put("reason", reason)));
        book.look();
        List<BlockBook.Line> lines = book.byOperation(operation);
        List<LiftRecord> mine =
                lines.stream()
                        .flatMap(line -> book.lifts(line).stream())
                        .map(LiftRecord::read)
                        .filter(lift -> lift.request().equals(request))
                        .toList();
        if (!mine.stream().allMatch(lift -> lift.digest().equals(digest))) {
            throw new NotPermitted(Refusal.Code.OPERATION_REUSED);
        }
        List<BlockBook.Line> open = lines.stream().filter(line -> !book.isLifted(line)).toList();
        if (open.isEmpty() && mine.isEmpty()) {
            throw new NotPermitted(Refusal.Code.BLOCK_LIFTED);
        }
        List<Promise> written = new ArrayList<>();
        for (BlockBook.Line line : open) {
            Hash block = line.entry().leafHash();
            LiftRecord lift =
                    new LiftRecord(
                            block,
                            record.ref(),
                            reason,
                            request,
                            digest,
                            command.who().id(),
                            as(command.who()),
                            clock.instant().truncatedTo(ChronoUnit.SECONDS));
            written.add(append(LiftRecord.TYPE, record, lift.content(), names.lift(block)));
        }
        return new Kept(written, open.isEmpty());
    }

    @Override
    public boolean isBlocked(RecordRef person) {
        return book.standing(person).isProtected();
    }

    @Override
    public boolean isProtected(RecordVersion person) {
        return protection.isProtected(person);
    }

    @Override
    public <T> T acting(Supplier<T> work) {
        book.still().lock();
        try {
            return work.get();
        } finally {
            book.still().unlock();
        }
    }

    @Override
    public List<Position> read() {
        return book.upTo();
    }
}
