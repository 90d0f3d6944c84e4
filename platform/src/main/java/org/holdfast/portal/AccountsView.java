// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.offices.OfficeCode;
import org.holdfast.officials.AccountOrder;
import org.holdfast.officials.AccountRequest;
import org.holdfast.officials.Official;

/// Accounts of officials as an operator sees them. Times are UTC, as in journals.
///
/// @param office whose accounts are shown alone; empty for all
/// @param more how many there are; empty when all are shown
/// @param operation of the form that makes an account
record AccountsView(
        List<Line> lines,
        List<Waiting> waiting,
        String office,
        String more,
        String operation,
        List<ServiceForm.Choice> roles,
        Sent sent,
        Optional<CounterLogins.Slip> slip,
        String slipOf) {
    /// How many accounts are listed.
    private static final int MOST = 200;

    private static final ZoneId ZONE = ZoneOffset.UTC;
    private static final List<Role> ROLES =
            List.of(Role.OFFICER, Role.OPERATOR, Role.RELYING_PARTY, Role.MIRROR);

    /// @param own whether it is the account of whoever looks
    /// @param login the operation of the form that hands a login over; empty where none is
    record Line(
            String id,
            String name,
            String role,
            String office,
            String until,
            String closed,
            boolean own,
            String close,
            String login) {
        boolean isOpen() {
            return closed.isEmpty();
        }

        /// Prints no name.
        @Override
        public String toString() {
            return "Line[" + id + "]";
        }
    }

    /// @param what was asked for, in words
    /// @param mine whether whoever looks cannot agree
    record Waiting(
            String request,
            String account,
            String what,
            String about,
            String reason,
            String other,
            String by,
            String lapses,
            boolean mine,
            String operation) {
        /// Prints no name.
        @Override
        public String toString() {
            return "Waiting[" + request + "]";
        }
    }

    /// What is shown beside the list.
    record Beside(String office, Sent sent, Optional<CounterLogins.Slip> slip, String slipOf) {
        static final Beside NOTHING = new Beside("", Sent.NOTHING, Optional.empty(), "");
    }

    static AccountsView of(
            List<Official> all,
            List<AccountRequest> requests,
            Beside beside,
            Principal who,
            Instant now,
            Page page) {
        List<Official> shown =
                all.stream()
                        .filter(one ->
                                beside.office().isEmpty()
                                        || one.office()
                                                .filter(o -> o.value().equals(beside.office()))
                                                .isPresent())
                        .toList();
        return new AccountsView(
                shown.stream().limit(MOST).map(one -> line(one, who, now, page)).toList(),
                requests.stream().map(one -> waiting(one, who, page)).toList(),
                beside.office(),
                shown.size() > MOST ? page.t("accounts.more", MOST, shown.size()) : "",
                "account-" + UUID.randomUUID(),
                ROLES.stream()
                        .map(role ->
                                new ServiceForm.Choice(
                                        role.code(),
                                        words(role, page),
                                        beside.sent()
                                                .marked("role", role.code(), role == Role.OFFICER)))
                        .toList(),
                beside.sent(),
                beside.slip(),
                beside.slipOf());
    }

    static String words(Role role, Page page) {
        return page.tOr("accounts.role." + role.code(), role.code());
    }

    private static Line line(Official one, Principal who, Instant now, Page page) {
        boolean own = one.id().equals(who.id());
        boolean open = one.closed().isEmpty();
        return new Line(
                one.id(),
                one.name(),
                one.role()
                        .map(role -> words(role, page))
                        .orElseGet(() -> page.t("accounts.role.unknown")),
                one.office().map(OfficeCode::value).orElse(""),
                one.until().map(LocalDate::toString).orElse(""),
                one.closed().map(at -> page.figures().second(at, ZONE)).orElse(""),
                own,
                open && !own ? "close-" + UUID.randomUUID() : "",
                open && !own ? one.role().map(role -> login(one, role, now)).orElse("") : "");
    }

    /// An operator's login is asked for and then taken by the same order, that of a day; anybody
    /// else's may be handed over again.
    private static String login(Official one, Role role, Instant now) {
        return switch (role) {
            case OPERATOR -> "login-" + one.id() + "-" + LocalDate.ofInstant(now, ZONE);
            case OFFICER, RELYING_PARTY -> "login-" + UUID.randomUUID();
            case MIRROR, CITIZEN -> "";
        };
    }

    private static Waiting waiting(AccountRequest one, Principal who, Page page) {
        boolean mine = one.by().equals(who.id()) || one.order().about().contains(who.id());
        String about =
                switch (one.order()) {
                    case AccountOrder.Make make ->
                            String.join(
                                            " ",
                                            make.name(),
                                            words(make.role(), page),
                                            make.office().map(OfficeCode::value).orElse(""),
                                            make.until().map(LocalDate::toString).orElse(""))
                                    .strip();
                    case AccountOrder.Close _, AccountOrder.Login _ -> one.account();
                };
        return new Waiting(
                one.id(),
                one.account(),
                page.t("accounts.what." + one.order().code()),
                about,
                one.order() instanceof AccountOrder.Close close ? close.reason() : "",
                one.order() instanceof AccountOrder.Make make ? other(make, page) : "",
                one.by(),
                page.figures().second(one.lapses(), ZONE),
                mine,
                "agree-" + UUID.randomUUID());
    }

    private static String other(AccountOrder.Make make, Page page) {
        return make.besides()
                .map(id -> page.t("accounts.besides") + ": " + id)
                .or(() -> make.insteadOf().map(id -> page.t("accounts.insteadOf") + ": " + id))
                .orElse("");
    }
}
