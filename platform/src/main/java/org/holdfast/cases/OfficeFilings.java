// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Tx;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalFault;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeysFault;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.registers.Acceptance;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.node.ObjectNode;

/// Filings as the book holds them. Whatever a principal may not see answers as if it were not
/// there.
final class OfficeFilings implements Filings {
    private static final int LONGEST_REASON = 200;
    private static final int MOST = 200;

    private final Catalogue catalogue;
    private final Protection protection;
    private final Database database;
    private final FilingBook book;
    private final FilingDecider decider;
    private final PaperNames names;
    private final PaperAnswers answers;
    private final ChangeRows changes;
    private final AcceptanceNumbers numbers;

    OfficeFilings(
            Catalogue catalogue,
            Stores stores,
            FilingBook book,
            FilingDecider decider,
            InstantSource clock) {
        this.catalogue = catalogue;
        this.protection = stores.protection();
        this.database = stores.database();
        this.names = stores.names();
        this.answers = stores.answers();
        this.book = book;
        this.decider = decider;
        this.changes = new ChangeRows(clock, stores.journal());
        this.numbers = stores.numbers();
    }

    /// Where filings are read and decided.
    record Stores(
            Database database,
            Protection protection,
            PaperNames names,
            PaperAnswers answers,
            AcceptanceNumbers numbers,
            JournalChanges journal) {}

    /// The first answer to an operation that was filed, for whoever was authorised anew.
    Filing again(FilingBook.Line line, String digest) throws NotPermitted {
        if (!line.digest().equals(digest)) {
            throw new NotPermitted(Refusal.Code.OPERATION_REUSED);
        }
        return answer(line, true);
    }

    Filing answer(FilingBook.Line line, boolean repeated) {
        return answer(line, FilingRecord.read(line.entry()), repeated);
    }

    private Filing answer(FilingBook.Line line, FilingRecord filing, boolean repeated) {
        Optional<FiledRecord> decided = book.decision(line).map(FilingBook.Decided::filed);
        LegalTime window =
                decided.map(FiledRecord::window)
                        .orElseGet(() ->
                                filing.time(
                                                book.cosigned(line, filing.earliest()),
                                                catalogue
                                                        .service(filing.service())
                                                        .orElseThrow()
                                                        .zone())
                                        .window());
        return new Filing(
                id(line, filing),
                filing.service(),
                filing.office(),
                filing.subject(),
                book.state(line),
                decided.map(FiledRecord::reason).orElse(""),
                filing.at(),
                window,
                filing.report(),
                filing.seen().upTo(),
                filing.seen().heard(),
                filing.base().stream()
                        .map(v -> new Checked(RecordRef.parse(v.record()), v.version()))
                        .toList(),
                filing.as(),
                answers.receipt(line.entry().leafHash()),
                book.state(line) == State.ENTERED
                        ? Optional.of(number(decided.flatMap(FiledRecord::outcome)))
                        : Optional.empty(),
                repeated);
    }

    /// Of the move that it became. One that came in by another way may not be known here yet.
    private Acceptance.Known number(Optional<ObjectNode> outcome) {
        return outcome.map(kept -> MoveOutcome.read(kept).leaves())
                .filter(leaves -> !leaves.isEmpty())
                .map(leaves -> numbers.of(leaves.getFirst()))
                .orElseGet(Acceptance.Known.Follows::new);
    }

    /// Its operation's, unless another request has that.
    private String id(FilingBook.Line line, FilingRecord filing) {
        return book.isApart(line)
                ? PaperNames.apart(filing.id(), line.entry().leafHash())
                : filing.id();
    }

    /// Whether it is worth opening.
    private static boolean mayBeSeen(Principal who, FilingBook.Line line) {
        if (who.role() == Role.OFFICER) {
            String office = line.entry().leaf().office();
            return who.office().filter(own -> own.value().equals(office)).isPresent();
        }
        return who.subject()
                .map(s -> new RecordRef(s.register(), s.record()))
                .filter(own -> line.about(List.of(own)))
                .isPresent();
    }

    private boolean maySee(Principal who, FilingRecord filing) {
        if (who.onlyInPerson() && !wasMadeInPerson(who, filing)) {
            return false;
        }
        return switch (who.role()) {
            case CITIZEN -> {
                Optional<RecordRef> own = own(who);
                boolean mine = own.equals(Optional.of(filing.subject()));
                boolean told = mine || filing.by().id().equals(who.id());
                yield (mine && moves(filing)) || (told && !namesProtected(filing.records(), own));
            }
            case OFFICER -> who.office().equals(Optional.of(filing.office()));
            case OPERATOR, RELYING_PARTY, MIRROR -> false;
        };
    }

    /// A person's own; or what this officer took upon evidence of who was there.
    private static boolean wasMadeInPerson(Principal who, FilingRecord filing) {
        return who.role() == Role.CITIZEN
                ? own(who).equals(Optional.of(filing.subject()))
                : filing.by().id().equals(who.id())
                        && !filing.options().path("evidence").asString("").isEmpty();
    }

    /// Whether whom it is about moves along; else it says where others of the household go.
    private static boolean moves(FilingRecord filing) {
        List<RecordRef> movers = filing.report().movers();
        return movers.isEmpty() || movers.contains(filing.subject());
    }

    /// The record of the person who asks.
    private static Optional<RecordRef> own(Principal who) {
        return who.subject().map(s -> new RecordRef(s.register(), s.record()));
    }

    /// Of a protected person nobody else is told where they move, whoever has filed it.
    private boolean namesProtected(Set<RecordRef> records, Optional<RecordRef> asker) {
        return records.stream()
                .filter(RecordRef::person)
                .filter(ref -> !asker.equals(Optional.of(ref)))
                .anyMatch(protection::isProtected);
    }

    @Override
    public Answer<List<Filing>> list(Principal who, Optional<State> state, int limit) {
        if (who.role() != Role.CITIZEN && who.role() != Role.OFFICER) {
            return new Answer.Refused<>(Refusal.of(Refusal.Code.ROLE_NOT_PERMITTED));
        }
        book.look();
        List<Filing> found = new ArrayList<>();
        for (FilingBook.Line line : book.all()) {
            if (found.size() >= Math.min(limit, MOST)) {
                break;
            }
            boolean wanted = state.isEmpty() || book.state(line) == state.get();
            if (!wanted || !mayBeSeen(who, line)) {
                continue;
            }
            FilingRecord filing = FilingRecord.read(line.entry());
            if (maySee(who, filing)) {
                found.add(answer(line, filing, false));
            }
        }
        return new Answer.Given<>(List.copyOf(found));
    }

    @Override
    public Answer<About> about(Principal who, RecordVersion person, int decided) {
        boolean own = who.role() == Role.CITIZEN && own(who).equals(Optional.of(person.ref()));
        if (!own && who.role() != Role.OFFICER) {
            return new Answer.Refused<>(Refusal.of(Refusal.Code.UNKNOWN_SUBJECT));
        }
        boolean keeps = own || who.office().equals(Optional.of(person.office()));
        book.look();
        List<Filing> shown = new ArrayList<>();
        boolean others = false;
        int left = decided;
        for (FilingBook.Line line : book.all()) {
            if (!line.about(List.of(person.ref()))) {
                continue;
            }
            State state = book.state(line);
            boolean open = state == State.PENDING || state == State.HELD;
            if (!open && left <= 0) {
                continue;
            }
            Optional<Filing> filing =
                    Optional.of(line)
                            .filter(one -> mayBeSeen(who, one))
                            .flatMap(one -> shown(who, one));
            if (filing.isPresent()) {
                shown.add(filing.get());
                left -= open ? 0 : 1;
            } else if (open && keeps) {
                others |= !own || !namesProtected(line.records(), own(who));
            }
        }
        return new Answer.Given<>(new About(shown, others));
    }

    /// Empty for whom it is not, and when it, its receipt or what was decided cannot be read here
    /// now; whoever looks at one person is not stopped by it.
    private Optional<Filing> shown(Principal who, FilingBook.Line line) {
        try {
            return Optional.of(FilingRecord.read(line.entry()))
                    .filter(one -> maySee(who, one))
                    .map(one -> answer(line, one, false));
        } catch (LedgerFault | JournalFault | KeysFault cannot) {
            return Optional.empty();
        }
    }

    private Optional<FilingBook.Line> visible(Principal who, String id) {
        book.look();
        return line(id).filter(line -> maySee(who, FilingRecord.read(line.entry())));
    }

    private Optional<FilingBook.Line> line(String id) {
        int at = id.indexOf(PaperNames.APART);
        if (at < 0) {
            // Where only others have the operation, whoever was told its name finds his own.
            return PaperNames.operation(id)
                    .flatMap(one -> book.byOperation(one).or(() -> book.byLeafPrefix(one, "")));
        }
        String leaf = id.substring(at + PaperNames.APART.length());
        return leaf.length() < PaperNames.LEAF_LETTERS
                ? Optional.empty()
                : PaperNames.operation(id.substring(0, at))
                        .flatMap(one -> book.byLeafPrefix(one, leaf));
    }

    @Override
    public Answer<Filing> find(Principal who, String id) {
        return visible(who, id)
                .<Answer<Filing>>map(line -> new Answer.Given<>(answer(line, false)))
                .orElseGet(() -> new Answer.Refused<>(Refusal.of(Refusal.Code.FILING_UNKNOWN)));
    }

    @Override
    public Answer<Filing> decide(DecideCommand command) {
        ChangeDeadline deadline = new ChangeDeadline();
        try {
            FilingBook.Line line =
                    visible(command.who(), command.id())
                            .orElseThrow(() -> new NotPermitted(Refusal.Code.FILING_UNKNOWN));
            if (command.who().role() != Role.OFFICER) {
                throw new NotPermitted(Refusal.Code.ROLE_NOT_PERMITTED);
            }
            String words = PlainText.check(command.reason(), LONGEST_REASON, Refusal.Code.BAD_TEXT);
            if (words.isEmpty()) {
                throw new NotPermitted(Refusal.Code.REASON_MISSING);
            }
            FilingBook.Line held = held(line);
            FilingRecord filing = FilingRecord.read(held.entry());
            Handle operation = names.operation(command.who(), filing.office(), command.operation());
            Consumer<Tx> work =
                    decider.officer(
                                    held,
                                    command.enter(),
                                    command.day(),
                                    new FiledRecord.By(command.who().id(), operation, words))
                            .orElseThrow(() ->
                                    new NotPermitted(
                                            Refusal.of(
                                                    Refusal.Code.CHANGES_NOT_TAKEN,
                                                    "operation",
                                                    command.operation().value())));
            boolean repeated =
                    deadline.run(
                            database,
                            tx -> {
                                if (isDecided(tx, command, operation, held)) {
                                    return true;
                                }
                                work.accept(tx);
                                changes.keep(
                                        tx,
                                        operation,
                                        CanonicalJson.object().put("filing", command.id()));
                                return false;
                            });
            answers.waitUntil(() -> isDecided(line));
            return new Answer.Given<>(answer(line, repeated));
        } catch (NotPermitted refused) {
            return new Answer.Refused<>(refused.refusal());
        } catch (Undone undone) {
            return new Answer.Refused<>(undone.refusal());
        } catch (DatabaseFault | DataAccessException fault) {
            return new Answer.Refused<>(
                    deadline.refusal(fault, command.operation()).orElseThrow(() -> fault));
        }
    }

    /// Whether this very decision was made before. What the journal says of one has not its words:
    /// a decision about the same entry is the same.
    private boolean isDecided(
            Tx tx, DecideCommand command, Handle operation, FilingBook.Line held) {
        String digest = digest(command);
        return changes.claim(
                        tx,
                        operation,
                        digest,
                        (request, outcome) ->
                                request.equals(digest)
                                        || outcome.equals(decided(held.entry().leafHash())))
                .isPresent();
    }

    /// What is kept of a decision that only the journal knows.
    static ObjectNode decided(Hash filing) {
        return CanonicalJson.object().put("decided", filing.hex());
    }

    /// Of several entries of one operation the one that is held.
    private FilingBook.Line held(FilingBook.Line line) {
        return book.decision(line)
                .map(one -> one.filed().place().leaf())
                .flatMap(book::byLeaf)
                .orElse(line);
    }

    private boolean isDecided(FilingBook.Line line) {
        book.look();
        State state = book.state(line);
        return state == State.ENTERED || state == State.REFUSED;
    }

    private static String digest(DecideCommand command) {
        ObjectNode request = CanonicalJson.object();
        request.put("filing", command.id());
        request.put("enter", command.enter());
        request.put("reason", PaperNames.sha256(command.reason()));
        command.day().ifPresent(day -> request.put("day", day.toString()));
        return PaperNames.sha256(CanonicalJson.text(request));
    }

    @Override
    public Counts counts() {
        book.look();
        return book.counts();
    }

    @Override
    public boolean isPending(Collection<RecordRef> records) {
        return book.isPending(records);
    }
}
