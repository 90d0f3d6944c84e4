// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.EntryFold;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.pki.CertificateName;

/// Who has enrolled what, and who was let in lately, folded from the node journals of all sites as
/// it is seen; needs no database. A passkey that was ended stays so whatever is read later. Of two
/// enrolments of one key the earlier counts, at every site the same. Thread-safe.
final class LoginBook {
    /// Logins older than this are not looked at: their tokens have ended long since.
    static final Duration KEPT = Duration.ofDays(31);

    /// Longer than any token that a login gives.
    private static final Duration LONGEST = Duration.ofDays(2);

    private final InstantSource clock;
    private final Predicate<LoginEntries.Enrolled> isTrue;

    @GuardedBy("this")
    private final EntryFold fold;

    @GuardedBy("this")
    private final Map<String, Line> passkeys = new HashMap<>();

    /// Names of passkeys by account.
    @GuardedBy("this")
    private final Map<String, Set<String>> byAccount = new HashMap<>();

    @GuardedBy("this")
    private final Set<String> ended = new HashSet<>();

    /// The greatest that each passkey has counted.
    @GuardedBy("this")
    private final Map<String, Long> counters = new HashMap<>();

    /// Challenges that have opened something, until nobody would take them any more.
    @GuardedBy("this")
    private final Map<Handle, Instant> used = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<CertificateName, List<Login>> byCertificate = new HashMap<>();

    /// Logins whose tokens live, by the passkey or binding that opened them.
    @GuardedBy("this")
    private final Map<String, List<Login>> byMeans = new HashMap<>();

    /// Serials of tokens that passkeys have opened, and when each ends.
    @GuardedBy("this")
    private final Map<String, Instant> passkeySerials = new HashMap<>();

    @GuardedBy("this")
    private Instant swept = Instant.EPOCH;

    /// @param isTrue whether an enrolment is of the key that it names
    LoginBook(NodeJournal journal, InstantSource clock, Predicate<LoginEntries.Enrolled> isTrue) {
        this.clock = clock;
        this.isTrue = isTrue;
        // Ends before what they end: a look that fails between opens too little.
        Map<String, EntryFold.Taking> takings = new LinkedHashMap<>();
        takings.put(LoginEntries.PASSKEY_END, this::end);
        takings.put(LoginEntries.PASSKEY, this::passkey);
        takings.put(LoginEntries.LOGIN, this::login);
        this.fold = new EntryFold(journal, takings);
    }

    /// An enrolment and when it was entered.
    record Line(StoredEntry entry, LoginEntries.Enrolled enrolled) {
        /// The same at every site.
        private static final Comparator<Line> ORDER =
                Comparator.comparingLong((Line line) -> line.entry.leaf().time())
                        .thenComparing(line -> line.entry.leafHash().toString());

        Instant made() {
            return Instant.ofEpochSecond(entry.leaf().time());
        }
    }

    /// A login.
    ///
    /// @param at when somebody was let in
    record Login(Instant at, LoginEntries.Entered entered) {}

    /// Reads what has come since the last look.
    synchronized void look() {
        EntryFold.Look _ = fold.look();
        Instant now = clock.instant();
        if (now.isBefore(swept) || now.isAfter(swept.plus(Challenges.VALID))) {
            swept = now;
            sweep(now);
        }
    }

    @GuardedBy("this")
    private void sweep(Instant now) {
        used.values().removeIf(until -> until.isBefore(now));
        Instant oldest = now.minus(KEPT);
        byCertificate.values().forEach(all -> all.removeIf(one -> one.at().isBefore(oldest)));
        byCertificate.values().removeIf(List::isEmpty);
        byMeans.values().forEach(all -> all.removeIf(one -> !now.isBefore(one.entered().until())));
        byMeans.values().removeIf(List::isEmpty);
        passkeySerials.values().removeIf(until -> !now.isBefore(until));
        passkeys.values().removeIf(line -> line.entry().erasedBy().isPresent());
    }

    private synchronized boolean end(StoredEntry entry) {
        ended.add(entry.open().required("name").stringValue());
        return true;
    }

    private synchronized boolean passkey(StoredEntry entry) {
        Line line = new Line(entry, LoginEntries.Enrolled.read(entry.open()));
        if (!isTrue.test(line.enrolled())) {
            throw new IllegalArgumentException("a passkey of another name");
        }
        byAccount
                .computeIfAbsent(line.enrolled().account(), _ -> new HashSet<>())
                .add(line.enrolled().name());
        passkeys.merge(
                line.enrolled().name(), line, (a, b) -> Line.ORDER.compare(a, b) <= 0 ? a : b);
        return true;
    }

    private synchronized boolean login(StoredEntry entry) {
        Instant at = Instant.ofEpochSecond(entry.leaf().time());
        Instant now = clock.instant();
        if (at.isBefore(now.minus(KEPT))) {
            return true;
        }
        LoginEntries.Entered entered = LoginEntries.Entered.read(entry.open());
        entered.passkey().ifPresent(name -> count(name, entered.counter()));
        entry.leaf().operation().ifPresent(operation -> use(operation, at));
        if (entered.until().isAfter(at.plus(LONGEST))) {
            throw new IllegalArgumentException("a login that lasts longer than any does");
        }
        Login login = new Login(at, entered);
        entered.certificate().ifPresent(name -> enter(name, login));
        entered.glass().ifPresent(glass -> enter(glass.certificate(), login));
        entered.means()
                .filter(_ -> now.isBefore(entered.until()))
                .ifPresent(name -> live(name, login));
        return true;
    }

    private synchronized void count(String name, long counter) {
        counters.merge(name, counter, Math::max);
    }

    private synchronized void live(String means, Login login) {
        byMeans.computeIfAbsent(means, _ -> new ArrayList<>()).add(login);
        if (login.entered().passkey().isPresent()) {
            passkeySerials.put(login.entered().serial(), login.entered().until());
        }
    }

    private synchronized void use(Handle operation, Instant at) {
        used.put(operation, at.plus(Challenges.VALID.multipliedBy(2)));
    }

    private synchronized void enter(CertificateName name, Login login) {
        byCertificate.computeIfAbsent(name, _ -> new ArrayList<>()).add(login);
    }

    /// An enrolment that counts, by the passkey's name.
    synchronized Optional<Line> find(String name) {
        return Optional.ofNullable(passkeys.get(name))
                .filter(line -> !ended.contains(name))
                .filter(line -> line.entry().erasedBy().isEmpty());
    }

    /// Whether a key was ever enrolled, for whomever.
    synchronized boolean wasEnrolled(String name) {
        return passkeys.containsKey(name) || ended.contains(name);
    }

    /// What opens an account, oldest first.
    synchronized List<Line> of(String account) {
        List<Line> living = new ArrayList<>();
        for (String name : byAccount.getOrDefault(account, Set.of())) {
            find(name)
                    .filter(line -> line.enrolled().account().equals(account))
                    .ifPresent(living::add);
        }
        living.sort(Line.ORDER);
        return living;
    }

    /// What a passkey has counted at most, as far as was read.
    synchronized long counter(Line line) {
        return Math.max(
                line.enrolled().credential().counter(),
                counters.getOrDefault(line.enrolled().name(), 0L));
    }

    /// Whether a challenge has opened something at any site, as far as was read.
    synchronized boolean isUsed(Handle operation) {
        return used.containsKey(operation);
    }

    /// What somebody came in by in the last month: certificates, also those of who vouched.
    synchronized Set<CertificateName> certificates() {
        return Set.copyOf(byCertificate.keySet());
    }

    /// The logins of one of them.
    synchronized List<Login> of(CertificateName name) {
        return List.copyOf(byCertificate.getOrDefault(name, List.of()));
    }

    /// Whether a token was opened by a passkey, at any site as far as was read.
    synchronized boolean isByPasskey(String serial) {
        return passkeySerials.containsKey(serial);
    }

    /// Logins by what was ended since, whose tokens may live.
    ///
    /// @param bindings those that were ended, by what else is known than passkeys
    synchronized List<Login> byEnded(Predicate<String> bindings) {
        List<Login> all = new ArrayList<>();
        for (Map.Entry<String, List<Login>> one : byMeans.entrySet()) {
            if (ended.contains(one.getKey()) || bindings.test(one.getKey())) {
                all.addAll(one.getValue());
            }
        }
        return all;
    }
}
