// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.holdfast.identity.Role;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// What an operator wants done about an account.
public sealed interface AccountOrder {
    /// Makes an account.
    ///
    /// @param office for officers, whom nobody but an office employs
    /// @param name for people to read
    /// @param until the last day, by the clock of the office; none for what ends when it is closed
    /// @param besides the open account of the same officer at another office; this one ends with it
    /// @param insteadOf the closed account of the same person, who is to work again
    record Make(
            Role role,
            Optional<OfficeCode> office,
            String name,
            Optional<LocalDate> until,
            Optional<String> besides,
            Optional<String> insteadOf)
            implements AccountOrder {
        /// Does not print the name.
        @Override
        public String toString() {
            return "Make[" + role.code() + "]";
        }
    }

    /// Closes an account, for ever.
    record Close(String account, String reason) implements AccountOrder {
        /// Does not print the reason.
        @Override
        public String toString() {
            return "Close[" + account + "]";
        }
    }

    /// Hands over a login that opens once.
    record Login(String account) implements AccountOrder {}

    /// The word for it in the API.
    default String code() {
        return switch (this) {
            case Make _ -> "make";
            case Close _ -> "close";
            case Login _ -> "login";
        };
    }

    /// The accounts that it is about, as far as they exist before it.
    default Set<String> about() {
        return switch (this) {
            case Make make -> {
                Set<String> all = new HashSet<>();
                make.besides().ifPresent(all::add);
                make.insteadOf().ifPresent(all::add);
                yield all;
            }
            case Close close -> Set.of(close.account());
            case Login login -> Set.of(login.account());
        };
    }

    /// As entries hold it.
    default ObjectNode content() {
        ObjectNode content = CanonicalJson.object().put("what", code());
        switch (this) {
            case Make make -> {
                content.put("name", make.name()).put("role", make.role().code());
                make.office().ifPresent(one -> content.put("office", one.value()));
                make.until().ifPresent(day -> content.put("until", day.toString()));
                make.besides().ifPresent(one -> content.put("besides", one));
                make.insteadOf().ifPresent(one -> content.put("insteadOf", one));
            }
            case Close close ->
                    content.put("account", close.account()).put("reason", close.reason());
            case Login login -> content.put("account", login.account());
        }
        return content;
    }

    /// What [#content] has written.
    ///
    /// @throws IllegalArgumentException for anything else
    static AccountOrder read(ObjectNode content) {
        String what = content.required("what").stringValue();
        return switch (what) {
            case "make" ->
                    new Make(
                            Role.of(content.required("role").stringValue()),
                            maybe(content, "office").map(OfficeCode::new),
                            content.required("name").stringValue(),
                            maybe(content, "until").map(LocalDate::parse),
                            maybe(content, "besides"),
                            maybe(content, "insteadOf"));
            case "close" ->
                    new Close(
                            content.required("account").stringValue(),
                            content.required("reason").stringValue());
            case "login" -> new Login(content.required("account").stringValue());
            default -> throw new IllegalArgumentException("no order about accounts");
        };
    }

    private static Optional<String> maybe(ObjectNode content, String name) {
        return Optional.ofNullable(content.get(name)).map(found -> found.stringValue());
    }
}
