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

    private final NodeJournal journal;
    private final FactNames names;
    private final InstantSource clock;

    ConsentBook(NodeJournal journal, FactNames names, InstantSource clock) {
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
        try {
            return Optional.of(ConsentRecord.read(entry));
        } catch (LedgerFault unreadable) {
            // Erased, damaged, or its key has not come yet: nobody is answered upon it.
            return Optional.empty();
        }
    }

    /// A person's consents, newest first; one that two sites have taken is one.
    List<ConsentRecord> of(RecordRef person) {
        Map<String, ConsentRecord> found = new LinkedHashMap<>();
        for (StoredEntry entry : names.consentsOf(person, journal, MOST, HALF_A_YEAR)) {
            read(entry)
                    .filter(one -> one.subject().equals(person))
                    .ifPresent(one -> found.putIfAbsent(one.id(), one));
        }
        return List.copyOf(found.values());
    }

    /// What was answered about a person, newest first; of an order that two sites have answered,
    /// both.
    ///
    /// @throws LedgerFault when one cannot be read, since it is damaged or its key has not come yet
    List<CheckRecord> checks(RecordRef person, int limit, int days) {
        List<CheckRecord> found = new ArrayList<>();
        for (StoredEntry entry : names.checksOf(person, journal, limit, days)) {
            if (entry.erasedBy().isEmpty()) {
                found.add(CheckRecord.read(entry));
            }
        }
        return found;
    }

    private List<CheckRecord> checks(RecordRef person, int days) {
        return checks(person, MOST, days);
    }

    /// How many orders a consent has answered.
    int used(ConsentRecord consent) {
        int days = (int) Duration.between(consent.at(), clock.instant()).toDays() + 1;
        Set<String> orders = new HashSet<>();
        for (CheckRecord check : checks(consent.subject(), Math.max(1, days))) {
            if (check.consent().equals(Optional.of(consent.id()))) {
                orders.add(check.id());
            }
        }
        return orders.size();
    }

    /// The different claims about a person that a party had answered within a day and that were not
    /// confirmed.
    Set<String> guesses(RecordRef person, String party) {
        Instant since = clock.instant().minus(Duration.ofDays(1));
        Set<String> claims = new HashSet<>();
        for (CheckRecord check : checks(person, 1)) {
            if (check.party().id().equals(party)
                    && check.result() != FactResult.CONFIRMED
                    && check.at().isAfter(since)) {
                claims.add(check.claim());
            }
        }
        return claims;
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
