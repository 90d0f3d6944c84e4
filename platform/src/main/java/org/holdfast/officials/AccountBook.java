// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Principal;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.EntryFold;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.officials.AccountEntries.Said;

/// Which officials there are, folded from the node journals of all sites as it is seen; needs no
/// database. Only grows: an end stays, whatever is read before or after it and in whatever journal
/// it stands. Thread-safe; what requests ask for waits for no look.
final class AccountBook implements Accounts.Entered {
    /// Accounts that end with one another, one behind the other; orders make no more than one.
    private static final int LONGEST_CHAIN = 4;

    private final AccountNames names;
    private final InstantSource clock;

    @GuardedBy("this")
    private final EntryFold fold;

    private final Map<String, Line> made = new ConcurrentHashMap<>();
    private final Map<String, End> ends = new ConcurrentHashMap<>();
    private final Map<String, AccountRequest> asked = new ConcurrentHashMap<>();
    private final Map<String, Hash> agreed = new ConcurrentHashMap<>();
    private final Map<Handle, Step> steps = new ConcurrentHashMap<>();

    /// By which key is encrypted what is about an account.
    private final Map<String, KeyId> keys = new ConcurrentHashMap<>();

    AccountBook(NodeJournal journal, AccountNames names, InstantSource clock) {
        this.names = names;
        this.clock = clock;
        // Ends before what they end: a look that fails between opens too little.
        Map<String, EntryFold.Taking> takings = new LinkedHashMap<>();
        takings.put(AccountEntries.END, this::end);
        takings.put(AccountEntries.AGREE, this::agree);
        takings.put(AccountEntries.MADE, this::make);
        takings.put(AccountEntries.ASK, this::ask);
        this.fold = new EntryFold(journal, takings);
    }

    /// An account as it was made.
    ///
    /// @param alone whether one operator made an operator, when there was no other
    record Line(
            String id,
            AccountOrder.Make order,
            Instant at,
            Hash leaf,
            String by,
            boolean alone,
            Optional<Instant> over) {
        /// The same at every site.
        private static final Comparator<Line> ORDER =
                Comparator.comparing(Line::at).thenComparing(line -> line.leaf.toString());

        Principal principal() {
            return new Principal(id, order.role(), order.office(), Optional.empty(), order.name());
        }
    }

    /// Since when an account is closed.
    record End(Instant at, Hash leaf) {
        private static final Comparator<End> ORDER =
                Comparator.comparing(End::at).thenComparing(end -> end.leaf.toString());
    }

    /// What was entered under one operation.
    ///
    /// @param digest of the order, or of the agreement
    record Step(String type, String digest, Said said, Instant at, Hash leaf) {
        private static final Comparator<Step> ORDER =
                Comparator.comparing(Step::at).thenComparing(step -> step.leaf.toString());
    }

    /// Reads what has come since the last look.
    synchronized void look() {
        EntryFold.Look _ = fold.look();
    }

    private boolean end(StoredEntry entry) {
        Said said = Said.read(entry.open());
        if (!(said.order() instanceof AccountOrder.Close close)) {
            throw new IllegalArgumentException("an end of another order");
        }
        end(close, entry);
        step(entry, said, said.digest());
        return true;
    }

    private void end(AccountOrder.Close close, StoredEntry entry) {
        ends.merge(
                close.account(),
                new End(at(entry), entry.leafHash()),
                (a, b) -> End.ORDER.compare(a, b) <= 0 ? a : b);
        key(close.account(), entry);
    }

    private boolean make(StoredEntry entry) {
        Said said = Said.read(entry.open());
        if (!(said.order() instanceof AccountOrder.Make make)
                || make.besides().isPresent()
                || make.insteadOf().isPresent()) {
            throw new IllegalArgumentException("an account that one operator cannot make");
        }
        make(make, said, entry);
        step(entry, said, said.digest());
        return true;
    }

    private void make(AccountOrder.Make make, Said said, StoredEntry entry) {
        String id = said.account(names);
        Line line =
                new Line(
                        id,
                        make,
                        at(entry),
                        entry.leafHash(),
                        said.by(),
                        said.asked().isEmpty(),
                        make.until().map(day -> over(day, make)));
        made.merge(id, line, (a, b) -> Line.ORDER.compare(a, b) <= 0 ? a : b);
        key(id, entry);
    }

    /// The moment at which a last day is over, by the clock of the office.
    static Instant over(LocalDate last, AccountOrder.Make make) {
        ZoneId zone = make.office().<ZoneId>map(one -> one.country().zone()).orElse(ZoneOffset.UTC);
        return last.plusDays(1).atStartOfDay(zone).toInstant();
    }

    private boolean ask(StoredEntry entry) {
        Said said = Said.read(entry.open());
        String id = said.request(names);
        AccountRequest request =
                new AccountRequest(
                        id,
                        said.account(names),
                        said.order(),
                        said.by(),
                        said.operation(),
                        at(entry));
        asked.merge(id, request, (a, b) -> b.at().isBefore(a.at()) ? b : a);
        key(request.account(), entry);
        step(entry, said, said.digest());
        return true;
    }

    /// Whoever it is that has agreed was looked at by the site that entered it; that it was another
    /// is looked at by every site.
    private boolean agree(StoredEntry entry) {
        Said said = Said.read(entry.open());
        String first = said.asked().orElseThrow(() -> new IllegalArgumentException("of nobody"));
        Set<String> about = said.order().about();
        if (first.equals(said.by()) || about.contains(first) || about.contains(said.by())) {
            throw new IllegalArgumentException("an agreement of one, or about oneself");
        }
        switch (said.order()) {
            case AccountOrder.Make make -> make(make, said, entry);
            case AccountOrder.Close close -> end(close, entry);
            case AccountOrder.Login _ -> {}
        }
        String request = said.request(names);
        agreed.putIfAbsent(request, entry.leafHash());
        step(entry, said, AccountNames.agreement(request));
        return true;
    }

    private void step(StoredEntry entry, Said said, String digest) {
        Step step = new Step(entry.leaf().type(), digest, said, at(entry), entry.leafHash());
        entry.leaf()
                .operation()
                .ifPresent(operation ->
                        steps.merge(
                                operation, step, (a, b) -> Step.ORDER.compare(a, b) <= 0 ? a : b));
    }

    private void key(String account, StoredEntry entry) {
        entry.leaf().key().ifPresent(key -> keys.putIfAbsent(account, key));
    }

    private static Instant at(StoredEntry entry) {
        return Instant.ofEpochSecond(entry.leaf().time());
    }

    @Override
    public Optional<Principal> find(String id) {
        return line(id).filter(_ -> ended(id).isEmpty()).map(Line::principal);
    }

    @Override
    public List<Principal> all() {
        List<Principal> open = new ArrayList<>();
        for (String id : made.keySet()) {
            find(id).ifPresent(open::add);
        }
        return open;
    }

    @Override
    public Optional<Instant> ended(String id) {
        Instant now = clock.instant();
        Optional<Instant> since = Optional.empty();
        Optional<String> next = Optional.of(id);
        for (int i = 0; i < LONGEST_CHAIN && next.isPresent(); i++) {
            String one = next.get();
            Optional<Line> line = line(one);
            Optional<Instant> here =
                    Optional.ofNullable(ends.get(one))
                            .map(End::at)
                            .or(() -> line.flatMap(Line::over).filter(over -> !now.isBefore(over)));
            since = since.isPresent() ? since : here;
            next = line.flatMap(found -> found.order().besides());
        }
        return since;
    }

    Optional<Line> line(String id) {
        return Optional.ofNullable(made.get(id));
    }

    /// Every account that was ever made.
    Collection<Line> lines() {
        return made.values();
    }

    /// Every account that was closed, whoever made it.
    Map<String, End> ends() {
        return Map.copyOf(ends);
    }

    Optional<AccountRequest> request(String id) {
        return Optional.ofNullable(asked.get(id));
    }

    /// The entry by which somebody agreed.
    Optional<Hash> agreement(String request) {
        return Optional.ofNullable(agreed.get(request));
    }

    /// What waits, oldest first.
    List<AccountRequest> waiting() {
        Instant now = clock.instant();
        return asked.values().stream()
                .filter(one -> !agreed.containsKey(one.id()) && now.isBefore(one.lapses()))
                .sorted(Comparator.comparing(AccountRequest::at).thenComparing(AccountRequest::id))
                .toList();
    }

    Optional<Step> step(Handle operation) {
        return Optional.ofNullable(steps.get(operation));
    }

    Optional<KeyId> key(String account) {
        return Optional.ofNullable(keys.get(account));
    }
}
