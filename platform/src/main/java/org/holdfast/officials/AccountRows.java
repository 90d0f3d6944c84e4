// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.database.Database;
import org.holdfast.identity.Accounts;

/// Has rows follow the journals: for what is read by SQL, for one-time logins, and for nodes that
/// copy accounts from the database. Nobody is let in or kept out by it any sooner. Thread-safe.
///
/// All nodes write the same, so that it does not matter which does, nor how often. Every hour, and
/// at each start, everything is told again, also to a database that is another one by now.
final class AccountRows {
    private static final Duration AT_MOST = Duration.ofSeconds(3);
    private static final Duration AGAIN_EVERY = Duration.ofHours(1);
    private static final int AT_ONCE = 200;

    private final Database database;
    private final Accounts accounts;
    private final AccountBook book;
    private final InstantSource clock;
    private final Set<String> kept = ConcurrentHashMap.newKeySet();
    private final Set<String> closed = ConcurrentHashMap.newKeySet();
    private volatile Instant again = Instant.MAX;

    AccountRows(Database database, Accounts accounts, AccountBook book, InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.book = book;
        this.clock = clock;
    }

    /// Tells the database what it has not been told, while it answers.
    void follow() {
        if (database.pulse().isAway()) {
            return;
        }
        Instant now = clock.instant();
        if (now.isAfter(again) || again.equals(Instant.MAX)) {
            kept.clear();
            closed.clear();
            again = now.plus(AGAIN_EVERY);
        }
        List<AccountBook.Line> made = new ArrayList<>();
        Map<String, Instant> ended = new ConcurrentHashMap<>();
        for (AccountBook.Line line : book.lines()) {
            if (!kept.contains(line.id())) {
                made.add(line);
            }
            book.ended(line.id())
                    .filter(_ -> !closed.contains(line.id()))
                    .ifPresent(since -> ended.put(line.id(), since));
        }
        book.ends()
                .forEach((id, end) -> {
                    if (!closed.contains(id)) {
                        ended.put(id, end.at());
                    }
                });
        for (int at = 0; at < made.size(); at += AT_ONCE) {
            keep(made.subList(at, Math.min(made.size(), at + AT_ONCE)));
        }
        List<Map.Entry<String, Instant>> ends = List.copyOf(ended.entrySet());
        for (int at = 0; at < ends.size(); at += AT_ONCE) {
            close(ends.subList(at, Math.min(ends.size(), at + AT_ONCE)));
        }
    }

    /// Has an account a row now, if it was entered.
    ///
    /// @throws org.holdfast.database.DatabaseFault when the database does not answer
    void ensure(String account) {
        Optional<AccountBook.Line> line = book.line(account).filter(_ -> !kept.contains(account));
        line.ifPresent(one -> keep(List.of(one)));
    }

    private void keep(List<AccountBook.Line> lines) {
        boolean _ =
                database.inTime(
                        AT_MOST,
                        tx -> {
                            lines.forEach(one -> accounts.keep(tx, one.principal(), one.at()));
                            return true;
                        });
        lines.forEach(one -> kept.add(one.id()));
    }

    private void close(List<Map.Entry<String, Instant>> ends) {
        boolean _ =
                database.inTime(
                        AT_MOST,
                        tx -> {
                            ends.forEach(one -> accounts.close(tx, one.getKey(), one.getValue()));
                            return true;
                        });
        ends.forEach(one -> closed.add(one.getKey()));
    }
}
