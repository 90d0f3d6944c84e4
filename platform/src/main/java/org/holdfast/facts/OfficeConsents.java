// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.holdfast.cases.PlainText;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.FactRules;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.Receipt;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Consents as the journals hold them. A death before the append leaves nothing; behind it the same
/// command finds the entry.
final class OfficeConsents implements Consents {
    private final FactReads reads;
    private final Catalogue catalogue;
    private final Accounts accounts;
    private final FactEntries entries;
    private final ConsentBook book;
    private final FactNames names;
    private final Turns turns;
    private final InstantSource clock;

    OfficeConsents(Facts.Parts parts, Catalogue catalogue, Accounts accounts, InstantSource clock) {
        this.reads = parts.reads();
        this.entries = parts.entries();
        this.book = parts.book();
        this.names = parts.names();
        this.turns = parts.turns();
        this.catalogue = catalogue;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public FactAnswer<Consent> give(GiveCommand command) {
        try {
            RecordVersion self = self(command.who());
            ConsentRecord consent = clean(command, self);
            Lock turn = turns.of(self.ref());
            Optional<Promise> written;
            turn.lock();
            try {
                written = enter(consent, self);
            } finally {
                turn.unlock();
            }
            written.ifPresent(entries::sealed);
            ConsentRecord kept =
                    book.find(consent.id())
                            .orElseThrow(() -> new Denied(FactRefusal.UNKNOWN_SUBJECT));
            return new FactAnswer.Given<>(answer(kept, written.isEmpty()));
        } catch (Denied denied) {
            return denied.answer();
        }
    }

    private Optional<Promise> enter(ConsentRecord consent, RecordVersion self) throws Denied {
        if (book.entry(consent.id()).isPresent()) {
            return Optional.empty();
        }
        if (book.ofOperation(self.ref(), consent.operation()).isPresent()) {
            throw new Denied(FactRefusal.REUSED);
        }
        long living =
                book.of(self.ref()).stream()
                        .filter(one -> book.state(one, 0) == State.IN_FORCE)
                        .limit(MOST)
                        .count();
        if (living >= MOST) {
            throw new Denied(FactRefusal.TOO_MANY_CONSENTS);
        }
        return Optional.of(
                entries.append(
                        ConsentRecord.TYPE,
                        self,
                        names.consentsOf(self.ref()),
                        names.consentEntry(consent.id()),
                        consent.content()));
    }

    private RecordVersion self(Principal who) throws Denied {
        return reads.current(own(who)).orElseThrow(() -> new Denied(FactRefusal.UNKNOWN_SUBJECT));
    }

    private static RecordRef own(Principal who) throws Denied {
        if (who.role() != Role.CITIZEN) {
            throw new Denied(FactRefusal.ROLE_NOT_PERMITTED);
        }
        return who.subject()
                .map(one -> new RecordRef(one.register(), one.record()))
                .orElseThrow(() -> new Denied(FactRefusal.UNKNOWN_SUBJECT));
    }

    private ConsentRecord clean(GiveCommand command, RecordVersion self) throws Denied {
        FactRules rules =
                catalogue
                        .facts(self.office().country().code())
                        .orElseThrow(() -> new Denied(FactRefusal.UNKNOWN_FACT));
        Party party = party(command.party());
        boolean known = command.facts().stream().allMatch(fact -> rules.fact(fact).isPresent());
        if (!known || command.facts().isEmpty()) {
            throw new Denied(FactRefusal.UNKNOWN_FACT);
        }
        if (new HashSet<>(command.facts()).size() != command.facts().size()) {
            throw new Denied(FactRefusal.BAD_CONSENT, "field", "facts");
        }
        if (rules.purpose(command.purpose()).isEmpty()) {
            throw new Denied(FactRefusal.UNKNOWN_PURPOSE);
        }
        String note = command.note().strip();
        if (note.length() > LONGEST_NOTE || !PlainText.isPlain(note)) {
            throw new Denied(FactRefusal.BAD_CONSENT, "field", "note");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        LocalDate today = LocalDate.ofInstant(now, rules.zone());
        LocalDate last = today.plusDays(rules.consent().days());
        if (command.until().isBefore(today) || command.until().isAfter(last)) {
            throw new Denied(FactRefusal.BAD_CONSENT, "field", "until");
        }
        int most = rules.consent().uses();
        if (command.uses().filter(uses -> uses < 1 || uses > most).isPresent()) {
            throw new Denied(FactRefusal.BAD_CONSENT, "field", "uses");
        }
        String digest = digest(command, note);
        Handle operation = names.operation("consent", command.who(), command.operation());
        return new ConsentRecord(
                names.consent(names.code(operation, digest)),
                operation,
                digest,
                self.ref(),
                party,
                command.facts(),
                command.purpose(),
                note,
                command.until(),
                command.uses(),
                command.who().id(),
                now);
    }

    private static String digest(GiveCommand command, String note) {
        ObjectNode request = CanonicalJson.object().put("party", command.party());
        ArrayNode facts = request.putArray("facts");
        command.facts().forEach(facts::add);
        request.put("purpose", command.purpose()).put("note", note);
        request.put("until", command.until().toString());
        command.uses().ifPresent(most -> request.put("uses", most));
        return FactNames.digest(request);
    }

    private Party party(String id) throws Denied {
        return accounts.find(id)
                .filter(one -> one.role() == Role.RELYING_PARTY)
                .map(one -> new Party(one.id(), one.name()))
                .orElseThrow(() -> new Denied(FactRefusal.UNKNOWN_PARTY));
    }

    private Consent answer(ConsentRecord consent, boolean repeated) {
        int used = book.used(consent);
        Hash leaf =
                book.withdrawal(consent.id())
                        .or(() -> book.entry(consent.id()))
                        .map(StoredEntry::leafHash)
                        .orElseThrow();
        Receipt receipt = entries.receipt(leaf);
        return new Consent(
                consent.id(),
                names.code(consent.operation(), consent.digest()).text(),
                consent.party(),
                consent.facts(),
                consent.purpose(),
                consent.note(),
                consent.until(),
                consent.uses(),
                used,
                book.state(consent, used),
                consent.at(),
                receipt,
                repeated);
    }

    /// Whose consent it is, its daily handle tells: it needs not be read for that.
    @Override
    public FactAnswer<Consent> withdraw(Principal who, String id) {
        try {
            RecordVersion self = self(who);
            if (!FactNames.isId(id)
                    || book.entry(id)
                            .filter(entry -> names.isConsentOf(self.ref(), entry.leaf()))
                            .isEmpty()) {
                throw new Denied(FactRefusal.CONSENT_UNKNOWN);
            }
            Lock turn = turns.of(self.ref());
            Optional<Promise> written;
            turn.lock();
            try {
                written =
                        book.withdrawal(id).isPresent()
                                ? Optional.empty()
                                : Optional.of(append(who, id, self));
            } finally {
                turn.unlock();
            }
            written.ifPresent(entries::sealed);
            ConsentRecord kept =
                    book.find(id).orElseThrow(() -> new Denied(FactRefusal.NOT_SEALED));
            return new FactAnswer.Given<>(answer(kept, written.isEmpty()));
        } catch (Denied denied) {
            return denied.answer();
        }
    }

    private Promise append(Principal who, String id, RecordVersion self) throws Denied {
        return entries.append(
                ConsentRecord.WITHDRAWAL,
                self,
                names.consentsOf(self.ref()),
                names.withdrawalEntry(id),
                CanonicalJson.object()
                        .put("consent", id)
                        .put("by", who.id())
                        .put("at", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    @Override
    public FactAnswer<List<Consent>> of(Principal who) {
        try {
            return new FactAnswer.Given<>(
                    book.of(own(who)).stream().map(one -> answer(one, false)).toList());
        } catch (Denied denied) {
            return denied.answer();
        }
    }

    @Override
    public List<Party> parties() {
        return accounts.ofRole(Role.RELYING_PARTY).stream()
                .map(one -> new Party(one.id(), one.name()))
                .toList();
    }
}
