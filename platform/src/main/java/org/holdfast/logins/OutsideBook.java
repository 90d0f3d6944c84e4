// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.ledger.EntryFold;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;

/// Who known outside opens which account, folded from the node journals of all sites as it is seen;
/// needs no database and nobody outside. A binding that was ended stays so whatever is read later.
/// Of two that live and are of one subject the earlier counts, at every site the same. Thread-safe.
final class OutsideBook {
    @GuardedBy("this")
    private final EntryFold fold;

    @GuardedBy("this")
    private final Map<String, Line> bindings = new HashMap<>();

    /// Names of bindings by account.
    @GuardedBy("this")
    private final Map<String, Set<String>> byAccount = new HashMap<>();

    /// Names of bindings by the handle of issuer and subject.
    @GuardedBy("this")
    private final Map<String, Set<String>> bySubject = new HashMap<>();

    @GuardedBy("this")
    private final Set<String> ended = new HashSet<>();

    OutsideBook(NodeJournal journal) {
        // Ends before what they end: a look that fails between opens too little.
        Map<String, EntryFold.Taking> takings = new LinkedHashMap<>();
        takings.put(LoginEntries.OUTSIDE_END, this::end);
        takings.put(LoginEntries.OUTSIDE, this::bound);
        this.fold = new EntryFold(journal, takings);
    }

    /// A binding and when it was entered.
    record Line(StoredEntry entry, LoginEntries.Bound bound) {
        /// The same at every site.
        private static final Comparator<Line> ORDER =
                Comparator.comparingLong((Line line) -> line.entry.leaf().time())
                        .thenComparing(line -> line.entry.leafHash().toString());

        Instant made() {
            return Instant.ofEpochSecond(entry.leaf().time());
        }
    }

    /// Reads what has come since the last look.
    synchronized void look() {
        EntryFold.Look _ = fold.look();
    }

    private synchronized boolean end(StoredEntry entry) {
        ended.add(entry.open().required("name").stringValue());
        return true;
    }

    private synchronized boolean bound(StoredEntry entry) {
        Line line = new Line(entry, LoginEntries.Bound.read(entry.open()));
        LoginEntries.Bound bound = line.bound();
        bindings.merge(bound.name(), line, (a, b) -> Line.ORDER.compare(a, b) <= 0 ? a : b);
        byAccount.computeIfAbsent(bound.account(), _ -> new HashSet<>()).add(bound.name());
        bySubject.computeIfAbsent(bound.subject(), _ -> new HashSet<>()).add(bound.name());
        return true;
    }

    /// A binding that lives, by its name.
    synchronized Optional<Line> find(String name) {
        return Optional.ofNullable(bindings.get(name))
                .filter(line -> !ended.contains(name))
                .filter(line -> line.entry().erasedBy().isEmpty());
    }

    /// Whether there ever was a binding of this name.
    synchronized boolean wasBound(String name) {
        return bindings.containsKey(name);
    }

    /// Whether somebody has ended it.
    synchronized boolean isEnded(String name) {
        return ended.contains(name);
    }

    /// The binding by which a subject opens an account.
    ///
    /// @param subject handle of issuer and subject, in hexadecimal
    synchronized Optional<Line> opens(String subject) {
        return living(bySubject.getOrDefault(subject, Set.of())).stream()
                .filter(line -> line.bound().subject().equals(subject))
                .findFirst();
    }

    /// What is bound to an account, oldest first; also what somebody else has bound before.
    synchronized List<Line> of(String account) {
        return living(byAccount.getOrDefault(account, Set.of())).stream()
                .filter(line -> line.bound().account().equals(account))
                .toList();
    }

    private synchronized List<Line> living(Set<String> names) {
        List<Line> living = new ArrayList<>();
        names.forEach(name -> find(name).ifPresent(living::add));
        living.sort(Line.ORDER);
        return living;
    }
}
