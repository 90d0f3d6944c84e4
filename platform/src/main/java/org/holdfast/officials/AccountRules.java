// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.cases.PlainText;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.offices.Offices;

/// What may be ordered about accounts, and what needs two. Thread-safe.
final class AccountRules {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_REASON = 200;
    private static final Duration FURTHEST = Duration.ofDays(3_660);

    /// Letters of Hangul that show nothing.
    private static final Set<Integer> FILLERS = Set.of(0x115F, 0x1160, 0x3164, 0xFFA0);

    private final Accounts accounts;
    private final AccountBook book;
    private final Offices offices;
    private final InstantSource clock;

    AccountRules(Accounts accounts, AccountBook book, Offices offices, InstantSource clock) {
        this.accounts = accounts;
        this.book = book;
        this.offices = offices;
        this.clock = clock;
    }

    /// Why an operator may not order this; empty when nothing is against it.
    ///
    /// @throws org.holdfast.database.DatabaseFault when accounts are not known here at all
    Optional<AccountRefusal> refuses(AccountOrder order, Principal by) {
        if (!isOperator(by)) {
            return Optional.of(AccountRefusal.ROLE_NOT_PERMITTED);
        }
        return switch (order) {
            case AccountOrder.Make make -> refuses(make).or(() -> own(make, by));
            case AccountOrder.Close close ->
                    isPlain(close.reason(), LONGEST_REASON)
                            ? refuses(close.account())
                                    .or(() -> last(close.account()))
                                    .or(() -> own(close, by))
                            : Optional.of(AccountRefusal.BAD_REASON);
            case AccountOrder.Login login ->
                    refuses(login.account())
                            .or(() -> own(login, by))
                            .or(() -> noPages(login.account()));
        };
    }

    boolean isOperator(Principal who) {
        return who.role() == Role.OPERATOR && book.ended(who.id()).isEmpty();
    }

    /// Whether an operator of that account is still one.
    boolean isOperator(String account) {
        return accounts.find(account).filter(this::isOperator).isPresent();
    }

    private static Optional<AccountRefusal> own(AccountOrder order, Principal by) {
        return order.about().contains(by.id()) ? Optional.of(AccountRefusal.OWN) : Optional.empty();
    }

    private Optional<AccountRefusal> refuses(AccountOrder.Make make) {
        if (make.role() == Role.CITIZEN) {
            return Optional.of(AccountRefusal.BAD_ROLE);
        }
        if (!isPlain(make.name(), LONGEST_NAME)) {
            return Optional.of(AccountRefusal.BAD_NAME);
        }
        boolean fits =
                make.role() == Role.OFFICER
                        ? make.office().flatMap(offices::find).isPresent()
                        : make.office().isEmpty();
        if (!fits) {
            return Optional.of(AccountRefusal.BAD_OFFICE);
        }
        if (make.until().isPresent() && !isGoodEnd(make)) {
            return Optional.of(AccountRefusal.BAD_UNTIL);
        }
        return other(make);
    }

    /// An operator's account ends by a closure alone, so that no calendar leaves nobody.
    private boolean isGoodEnd(AccountOrder.Make make) {
        Instant now = clock.instant();
        return make.role() != Role.OPERATOR
                && make.until()
                        .map(day -> AccountBook.over(day, make))
                        .filter(over -> over.isAfter(now) && over.isBefore(now.plus(FURTHEST)))
                        .isPresent();
    }

    private Optional<AccountRefusal> other(AccountOrder.Make make) {
        boolean good = make.besides().isEmpty() || make.insteadOf().isEmpty();
        if (make.besides().isPresent()) {
            String id = make.besides().get();
            good &=
                    make.role() == Role.OFFICER
                            && book.line(id).flatMap(one -> one.order().besides()).isEmpty()
                            && accounts.find(id)
                                    .filter(one -> one.role() == Role.OFFICER)
                                    .filter(one -> !one.office().equals(make.office()))
                                    .isPresent();
        }
        if (make.insteadOf().isPresent()) {
            String id = make.insteadOf().get();
            good &=
                    book.ended(id).isPresent()
                            && book.line(id)
                                    .filter(one -> one.order().role() != make.role())
                                    .isEmpty();
        }
        if (!good) {
            return Optional.of(AccountRefusal.BAD_OTHER);
        }
        boolean alone = make.besides().isEmpty() && make.insteadOf().isEmpty();
        return alone && wasClosed(make)
                ? Optional.of(AccountRefusal.CLOSED_BEFORE)
                : Optional.empty();
    }

    /// Whether the closure of just such an account would be lifted by another name.
    private boolean wasClosed(AccountOrder.Make make) {
        return book.lines().stream()
                .filter(one ->
                        one.order().role() == make.role()
                                && one.order().office().equals(make.office())
                                && one.order().name().equals(make.name()))
                .anyMatch(one -> book.ended(one.id()).isPresent());
    }

    private Optional<AccountRefusal> refuses(String account) {
        if (book.ended(account).isPresent()) {
            return Optional.of(AccountRefusal.CLOSED);
        }
        return accounts.find(account).filter(one -> one.role() != Role.CITIZEN).isPresent()
                ? Optional.empty()
                : Optional.of(AccountRefusal.UNKNOWN);
    }

    private Optional<AccountRefusal> last(String account) {
        List<Principal> operators = accounts.ofRole(Role.OPERATOR);
        return operators.size() == 1 && operators.getFirst().id().equals(account)
                ? Optional.of(AccountRefusal.LAST_OPERATOR)
                : Optional.empty();
    }

    /// A mirror is a process.
    private Optional<AccountRefusal> noPages(String account) {
        return accounts.find(account).filter(one -> one.role() == Role.MIRROR).isPresent()
                ? Optional.of(AccountRefusal.BAD_ROLE)
                : Optional.empty();
    }

    /// Whether another operator has to agree. An office that has one operator only gets its second
    /// from that one, with the login that lets the second in; from then on it takes two.
    ///
    /// @param order that nothing is against
    boolean needsTwo(AccountOrder order, Principal by) {
        return switch (order) {
            case AccountOrder.Make make ->
                    make.besides().isPresent()
                            || make.insteadOf().isPresent()
                            || (make.role() == Role.OPERATOR && !isAlone(by));
            case AccountOrder.Close close -> isOperator(close.account());
            case AccountOrder.Login login ->
                    isOperator(login.account()) && !isNewlyMade(login.account(), by);
        };
    }

    private boolean isAlone(Principal by) {
        List<Principal> operators = accounts.ofRole(Role.OPERATOR);
        return operators.size() == 1 && operators.getFirst().id().equals(by.id());
    }

    private boolean isNewlyMade(String account, Principal by) {
        Instant now = clock.instant();
        return book.line(account)
                .filter(one -> one.alone() && one.by().equals(by.id()))
                .filter(one -> now.isBefore(one.at().plus(AccountRequest.WAITS)))
                .isPresent();
    }

    private static boolean isPlain(String text, int most) {
        return !text.isBlank()
                && text.length() <= most
                && PlainText.isPlain(text)
                && text.codePoints().noneMatch(FILLERS::contains);
    }
}
