// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.Country;
import org.holdfast.registers.RecordRef;

/// What the node journals of all sites say of consents and of what was answered, as far as this
/// node has read. Keeps nothing. Thread-safe.
final class ConsentBook {
    /// So far back is looked for a person's own consents.
    static final int HALF_A_YEAR = 183;

    /// So many entries of one person are looked at: more than the limits let come together.
    private static final int MOST = 10_000;

    private final int most;
    private final NodeJournal journal;
    private final FactNames names;
    private final InstantSource clock;

    ConsentBook(NodeJournal journal, FactNames names, InstantSource clock) {
        this(journal, names, clock, MOST);
    }

    /// @param most so many entries of one person are looked at; with more of them, none is counted
    ConsentBook(NodeJournal journal, FactNames names, InstantSource clock, int most) {
        this.most = most;
        this.journal = journal;
        this.names = names;
        this.clock = clock;
    }

    /// The entry of a consent, whether or not it can be read.
    Optional<StoredEntry> entry(String id) {
        return journal.byOperation(names.consentEntry(id))
                .filter(entry -> entry.leaf().type().equals(ConsentRecord.TYPE));
    }

    /// A consent; empty for what was erased and for what cannot be read here yet.
    Optional<ConsentRecord> find(String id) {
        return entry(id).flatMap(ConsentBook::read);
    }

    /// The entry that withdraws a consent, which needs not be read to count.
    Optional<StoredEntry> withdrawal(String id) {
        return journal.byOperation(names.withdrawalEntry(id))
                .filter(entry -> entry.leaf().type().equals(ConsentRecord.WITHDRAWAL));
    }

    private static Optional<ConsentRecord> read(StoredEntry entry) {
        if (entry.erasedBy().isPresent()) {
            return Optional.empty();
        }
        // Erased, damaged, foreign, or its key has not come yet: nobody is answered upon it.
        return FactEntries.readable(entry, ConsentRecord::read);
    }

    /// A person's consents, newest first; one that two sites have taken is one.
    List<ConsentRecord> of(RecordRef person) {
        Map<String, ConsentRecord> found = new LinkedHashMap<>();
        for (StoredEntry entry : names.consentsOf(person, journal, most, HALF_A_YEAR)) {
            read(entry)
                    .filter(one -> one.subject().equals(person))
                    .ifPresent(one -> found.putIfAbsent(one.id(), one));
        }
        return List.copyOf(found.values());
    }

    /// What was answered about a person, newest first; of an order that two sites have answered,
    /// both. What nobody understands is left out.
    ///
    /// @throws LedgerFault when one cannot be read, since it is damaged or its key has not come yet
    List<CheckRecord> checks(RecordRef person, int limit, int days) {
        return read(names.checksOf(person, journal, limit, days));
    }

    private static List<CheckRecord> read(List<StoredEntry> entries) {
        List<CheckRecord> found = new ArrayList<>();
        for (StoredEntry entry : entries) {
            if (entry.erasedBy().isEmpty()) {
                FactEntries.understood(entry, CheckRecord::read).ifPresent(found::add);
            }
        }
        return found;
    }

    /// How many orders a consent has answered; all that it allows when there is more about the
    /// person than is looked at.
    int used(ConsentRecord consent) {
        int days = (int) Duration.between(consent.at(), clock.instant()).toDays() + 1;
        Set<String> orders = new HashSet<>();
        List<StoredEntry> entries =
                names.checksOf(consent.subject(), journal, most, Math.max(1, days));
        for (CheckRecord check : read(entries)) {
            if (check.consent().equals(Optional.of(consent.id()))) {
                orders.add(check.id());
            }
        }
        int counted = orders.size();
        return entries.size() < most ? counted : Math.max(counted, consent.uses().orElse(counted));
    }

    /// What a party had answered about a person within a day.
    ///
    /// @param answers orders
    /// @param guesses the different claims that were not confirmed
    /// @param full whether there is more than is looked at, so that nothing is known
    record Day(int answers, Set<String> guesses, boolean full) {}

    /// What a party had answered about a person within a day.
    Day day(RecordRef person, String party) {
        Instant since = clock.instant().minus(Duration.ofDays(1));
        Set<String> claims = new HashSet<>();
        Set<String> orders = new HashSet<>();
        List<StoredEntry> entries = names.checksOf(person, journal, most, 1);
        for (CheckRecord check : read(entries)) {
            if (check.party().id().equals(party) && check.at().isAfter(since)) {
                orders.add(check.id());
                if (check.result() != FactResult.CONFIRMED) {
                    claims.add(check.claim());
                }
            }
        }
        return new Day(orders.size(), claims, entries.size() >= most);
    }

    /// How a consent stands.
    Consents.State state(ConsentRecord consent, int used) {
        if (withdrawal(consent.id()).isPresent()) {
            return Consents.State.WITHDRAWN;
        }
        if (isOver(consent)) {
            return Consents.State.ENDED;
        }
        return consent.uses().filter(most -> used >= most).isPresent()
                ? Consents.State.USED_UP
                : Consents.State.IN_FORCE;
    }

    private boolean isOver(ConsentRecord consent) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone(consent.subject()));
        return today.isAfter(consent.until());
    }

    private static ZoneId zone(RecordRef person) {
        return Country.of(person.register().substring(0, 2)).zone();
    }

    /// The earlier of a command's consents under another request.
    Optional<ConsentRecord> ofOperation(RecordRef person, Handle operation) {
        return of(person).stream().filter(one -> one.operation().equals(operation)).findFirst();
    }
}
