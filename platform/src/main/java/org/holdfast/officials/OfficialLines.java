// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;

/// Officials as they are told. Thread-safe.
final class OfficialLines {
    private static final List<Role> ROLES =
            List.of(Role.OPERATOR, Role.OFFICER, Role.RELYING_PARTY, Role.MIRROR);

    private final Accounts accounts;
    private final AccountBook book;

    OfficialLines(Accounts accounts, AccountBook book) {
        this.accounts = accounts;
        this.book = book;
    }

    /// An account. Of one that is closed and that no order has made, no more is known than its id.
    Official of(String id) {
        return book.line(id)
                .map(this::ofLine)
                .or(() -> accounts.find(id).map(this::ofPrincipal))
                .orElseGet(() -> ofClosed(id));
    }

    private Official ofClosed(String id) {
        return new Official(
                id,
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty(),
                book.ended(id));
    }

    private Official ofLine(AccountBook.Line line) {
        AccountOrder.Make make = line.order();
        return new Official(
                line.id(),
                Optional.of(make.role()),
                make.office(),
                make.name(),
                make.until(),
                Optional.of(line.at()),
                book.ended(line.id()));
    }

    private Official ofPrincipal(Principal one) {
        return new Official(
                one.id(),
                Optional.of(one.role()),
                one.office(),
                one.name(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// All, the open ones first.
    List<Official> all() {
        Map<String, Official> all = new LinkedHashMap<>();
        book.lines().forEach(line -> all.put(line.id(), ofLine(line)));
        for (Role role : ROLES) {
            accounts.ofRole(role).forEach(one -> all.putIfAbsent(one.id(), ofPrincipal(one)));
        }
        book.ends().keySet().forEach(id -> all.putIfAbsent(id, ofClosed(id)));
        List<Official> sorted = new ArrayList<>(all.values());
        sorted.sort(
                Comparator.comparing((Official one) -> one.closed().isPresent())
                        .thenComparing(one -> one.role().map(Role::code).orElse(""))
                        .thenComparing(Official::name)
                        .thenComparing(Official::id));
        return sorted;
    }
}
