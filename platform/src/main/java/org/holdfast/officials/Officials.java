// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.database.Database;
import org.holdfast.database.Rounds;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Identity;
import org.holdfast.identity.Principal;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.Receipt;
import org.holdfast.logins.Handovers;
import org.holdfast.offices.Offices;
import org.holdfast.officials.AccountEntries.Said;

/// Accounts of officials: who exists, and orders about them. Follows the journals of all sites.
/// Thread-safe; orders are few, and taken one after the other.
///
/// A crash before an entry: nothing was done. Behind it: it is done at this site once it starts
/// again, and the same order gives the same answer. Rows follow when the database answers.
public final class Officials implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration ROWS = Duration.ofSeconds(1);

    /// How long an answer waits for its seal.
    private static final Duration SEAL = Duration.ofSeconds(2);

    private static final int MOST_WAITING = 200;

    /// Of one operator; whoever asks for much keeps nobody else from asking.
    private static final int MOST_OF_ONE = 20;

    private final Ledger ledger;
    private final Keys keys;
    private final Accounts accounts;
    private final Handovers handovers;
    private final InstantSource clock;
    private final AccountNames names;
    private final AccountBook book;
    private final AccountRules rules;
    private final AccountRows rows;
    private final OfficialLines lines;
    private final ReentrantLock turn = new ReentrantLock();
    private final Rounds looks = Rounds.of("officials", LOOK, this::look);
    private final Rounds writes = Rounds.of("officials-rows", ROWS, this::writeRows);

    /// What the module stands on.
    public record Below(
            Database database,
            Ledger ledger,
            Keys keys,
            Identity identity,
            Offices offices,
            Handovers handovers) {}

    /// Puts the module together, and has identity know what it knows; nothing is followed until
    /// [#start].
    public Officials(Below below, InstantSource clock) {
        this.ledger = below.ledger();
        this.keys = below.keys();
        this.accounts = below.identity().accounts();
        this.handovers = below.handovers();
        this.clock = clock;
        this.names = new AccountNames(keys.handles());
        this.book = new AccountBook(ledger.node(), names, clock);
        this.rules = new AccountRules(accounts, book, below.offices(), clock);
        this.rows = new AccountRows(below.database(), accounts, book, clock);
        this.lines = new OfficialLines(accounts, book);
        below.identity().entered(book);
    }

    /// An order.
    ///
    /// @param operation the client's operation id
    public record Command(Principal who, String operation, AccountOrder order) {}

    /// An agreement.
    ///
    /// @param account that the request is about
    /// @param request what is agreed to
    public record Agreement(Principal who, String operation, String account, String request) {}

    /// What became of a command: refused, or entered under an operation.
    private sealed interface Taken {
        record No(AccountRefusal why) implements Taken {}

        /// @param promise of an entry that was just made
        record Entered(AccountBook.Step step, Optional<Promise> promise) implements Taken {}

        /// A login that one operator may hand over.
        record Plain() implements Taken {}
    }

    /// Begins to follow, with what lies here.
    public void start() {
        book.look();
        looks.start();
        writes.start();
    }

    /// Reads what has come.
    public void look() {
        book.look();
    }

    /// Tells the database what it does not know; for tests at once.
    void writeRows() {
        rows.follow();
    }

    /// Does what was ordered, or enters that another operator has to agree. The same order under
    /// the same operation gives the same answer, or what has become of it since.
    ///
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    /// @throws org.holdfast.database.DatabaseFault for a login, when the database does not answer
    public AccountAnswer order(Command command) {
        Taken taken;
        turn.lock();
        try {
            taken = take(command);
        } finally {
            turn.unlock();
        }
        return switch (taken) {
            case Taken.No(AccountRefusal why) -> new AccountAnswer.Refused(why);
            case Taken.Plain() -> hand(command.who(), command.operation(), command.order());
            case Taken.Entered entered -> ordered(command, entered);
        };
    }

    private Taken take(Command command) {
        AccountOrder order = command.order();
        Handle operation = names.operation(command.who().id(), command.operation());
        String digest = AccountNames.digest(order);
        book.look();
        Optional<AccountBook.Step> before = book.step(operation);
        if (before.isPresent()) {
            return known(before.get(), digest);
        }
        Optional<AccountRefusal> against = rules.refuses(order, command.who());
        if (against.isPresent()) {
            return new Taken.No(against.get());
        }
        boolean two = rules.needsTwo(order, command.who());
        if (!two && order instanceof AccountOrder.Login) {
            return new Taken.Plain();
        }
        if (two && !(order instanceof AccountOrder.Close) && isFull(command.who())) {
            return new Taken.No(AccountRefusal.TOO_MANY);
        }
        String type =
                two
                        ? AccountEntries.ASK
                        : order instanceof AccountOrder.Close
                                ? AccountEntries.END
                                : AccountEntries.MADE;
        Said said = new Said(command.who().id(), Optional.empty(), operation.hex(), order);
        return enter(type, said, operation);
    }

    /// A closure may be asked for always: there are no more of them than accounts.
    private boolean isFull(Principal who) {
        List<AccountRequest> waiting = book.waiting();
        return waiting.size() >= MOST_WAITING
                || waiting.stream().filter(one -> one.by().equals(who.id())).count() >= MOST_OF_ONE;
    }

    private static Taken known(AccountBook.Step step, String digest) {
        return step.digest().equals(digest)
                ? new Taken.Entered(step, Optional.empty())
                : new Taken.No(AccountRefusal.REUSED);
    }

    private Taken enter(String type, Said said, Handle operation) {
        String account = said.account(names);
        Promise promise =
                ledger.node()
                        .append(
                                new EntryDraft(
                                        type,
                                        AccountEntries.ALL,
                                        names.entity(account),
                                        0,
                                        Optional.empty(),
                                        Optional.of(key(account)),
                                        said.content(),
                                        Optional.of(operation)),
                                List.of());
        // From here on it is done, whoever dies; it acts in this process with this look.
        book.look();
        AccountBook.Step step =
                book.step(operation)
                        .orElseThrow(() ->
                                new LedgerFault(
                                        LedgerFault.Code.BUSY,
                                        "an entry about an account is read later"));
        return new Taken.Entered(step, Optional.of(promise));
    }

    private DataKey key(String account) {
        return book.key(account)
                .flatMap(keys.dataKeys()::find)
                .orElseGet(() -> keys.dataKeys().create());
    }

    private AccountAnswer ordered(Command command, Taken.Entered entered) {
        AccountBook.Step step = entered.step();
        boolean repeated = entered.promise().isEmpty();
        if (!step.type().equals(AccountEntries.ASK)) {
            return done(step.said(), receipt(entered), repeated);
        }
        AccountRequest request = book.request(step.said().request(names)).orElseThrow();
        Optional<Hash> agreed = book.agreement(request.id());
        if (agreed.isEmpty()) {
            return clock.instant().isBefore(request.lapses())
                    ? new AccountAnswer.Waiting(request, receipt(entered), repeated)
                    : new AccountAnswer.Refused(AccountRefusal.LAPSED);
        }
        return request.order() instanceof AccountOrder.Login
                ? late(command, request)
                : done(step.said(), receipt(agreed.get()), repeated);
    }

    /// The login that another operator has agreed to, for whoever asked for it.
    private AccountAnswer late(Command command, AccountRequest request) {
        Optional<AccountRefusal> against = rules.refuses(request.order(), command.who());
        if (against.isEmpty() && !clock.instant().isBefore(request.lapses())) {
            against = Optional.of(AccountRefusal.LAPSED);
        }
        return against.<AccountAnswer>map(AccountAnswer.Refused::new)
                .orElseGet(() -> hand(command.who(), command.operation(), request.order()));
    }

    private AccountAnswer hand(Principal by, String operation, AccountOrder order) {
        String id = ((AccountOrder.Login) order).account();
        Optional<Principal> to = accounts.find(id);
        if (to.isEmpty()) {
            return new AccountAnswer.Refused(AccountRefusal.CLOSED);
        }
        rows.ensure(id);
        Handovers.Handed handed = handovers.hand(by, operation, to.get());
        return new AccountAnswer.Handed(
                lines.of(id), handed.login(), handed.until(), receipt(handed.leaf()));
    }

    /// Agrees to what another operator has asked for: it is done when this returns.
    ///
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public AccountAnswer agree(Agreement agreement) {
        Taken taken;
        turn.lock();
        try {
            taken = take(agreement);
        } finally {
            turn.unlock();
        }
        return switch (taken) {
            case Taken.No(AccountRefusal why) -> new AccountAnswer.Refused(why);
            case Taken.Plain() -> throw new IllegalStateException("an agreement is no login");
            case Taken.Entered entered ->
                    done(entered.step().said(), receipt(entered), entered.promise().isEmpty());
        };
    }

    private Taken take(Agreement agreement) {
        Principal who = agreement.who();
        Handle operation = names.operation(who.id(), agreement.operation());
        book.look();
        Optional<AccountBook.Step> before = book.step(operation);
        if (before.isPresent()) {
            return known(before.get(), AccountNames.agreement(agreement.request()));
        }
        if (!rules.isOperator(who)) {
            return new Taken.No(AccountRefusal.ROLE_NOT_PERMITTED);
        }
        Optional<AccountRequest> found =
                book.request(agreement.request())
                        .filter(one -> one.account().equals(agreement.account()));
        if (found.isEmpty()) {
            return new Taken.No(AccountRefusal.REQUEST_UNKNOWN);
        }
        AccountRequest asked = found.get();
        Optional<AccountRefusal> against = against(asked, who);
        return against.isPresent()
                ? new Taken.No(against.get())
                : enter(AccountEntries.AGREE, agreed(asked, who), operation);
    }

    private Said agreed(AccountRequest asked, Principal who) {
        return new Said(who.id(), Optional.of(asked.by()), asked.operation(), asked.order());
    }

    /// Looked at anew: much may have happened since it was asked for.
    private Optional<AccountRefusal> against(AccountRequest asked, Principal who) {
        if (book.agreement(asked.id()).isPresent()) {
            return Optional.of(AccountRefusal.SETTLED);
        }
        if (asked.by().equals(who.id())) {
            return Optional.of(AccountRefusal.SAME_OPERATOR);
        }
        if (asked.order().about().contains(who.id())) {
            return Optional.of(AccountRefusal.OWN);
        }
        if (!clock.instant().isBefore(asked.lapses()) || !rules.isOperator(asked.by())) {
            return Optional.of(AccountRefusal.LAPSED);
        }
        return rules.refuses(asked.order(), accounts.find(asked.by()).orElseThrow());
    }

    private AccountAnswer done(Said said, Receipt receipt, boolean repeated) {
        return new AccountAnswer.Done(lines.of(said.account(names)), receipt, repeated);
    }

    private Receipt receipt(Taken.Entered entered) {
        entered.promise().ifPresent(Officials::await);
        return receipt(entered.step().leaf());
    }

    /// If the seal does not come in time the promise stands, and its grade rises.
    private static void await(Promise promise) {
        try {
            var _ = promise.sealed().get(SEAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException notYet) {
            return;
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private Receipt receipt(Hash leaf) {
        return ledger.receipts()
                .of(leaf)
                .orElseThrow(() -> new IllegalStateException("no receipt of " + leaf.hex()));
    }

    /// Officials as this site knows them: who is open, and who was made or closed by an order.
    ///
    /// @throws org.holdfast.database.DatabaseFault when accounts are not known here at all
    public List<Official> all() {
        return lines.all();
    }

    /// What waits for another operator, oldest first.
    public List<AccountRequest> waiting() {
        return book.waiting();
    }

    @Override
    public void close() {
        looks.close();
        writes.close();
    }
}
