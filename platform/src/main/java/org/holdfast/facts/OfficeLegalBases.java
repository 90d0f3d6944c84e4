// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.FactRules;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// Admissions as the journals hold them.
final class OfficeLegalBases implements LegalBases {
    /// No office in particular.
    private static final OfficeCode ALL = new OfficeCode("kr-00000");

    private static final int MOST = 1_000;

    private final Catalogue catalogue;
    private final Accounts accounts;
    private final FactEntries entries;
    private final NodeJournal journal;
    private final FactNames names;
    private final Turns turns;
    private final InstantSource clock;

    OfficeLegalBases(
            Facts.Parts parts, Catalogue catalogue, Accounts accounts, InstantSource clock) {
        this.entries = parts.entries();
        this.journal = parts.entries().journal();
        this.names = parts.names();
        this.turns = parts.turns();
        this.catalogue = catalogue;
        this.accounts = accounts;
        this.clock = clock;
    }

    /// A statute of a pack.
    Optional<FactRules.Basis> statute(String code) {
        int dot = code.indexOf('.');
        return dot < 0
                ? Optional.empty()
                : catalogue.facts(code.substring(0, dot)).flatMap(rules -> rules.basis(code));
    }

    /// Whether a party is admitted by a statute now.
    boolean isAdmitted(String party, String basis) {
        return records(party).stream().anyMatch(one -> one.basis().equals(basis) && counts(one));
    }

    private List<BasisRecord> records(String party) {
        return journal.byEntity(names.party(party), BasisRecord.TYPE, MOST).stream()
                .flatMap(entry -> read(entry).stream())
                .filter(one -> one.party().equals(party))
                .toList();
    }

    private static Optional<BasisRecord> read(StoredEntry entry) {
        return FactEntries.readable(entry, BasisRecord::read);
    }

    private boolean counts(BasisRecord one) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return one.until().filter(today::isAfter).isEmpty()
                && statute(one.basis()).isPresent()
                && withdrawal(one.id()).isEmpty();
    }

    private Optional<StoredEntry> withdrawal(String id) {
        return journal.byOperation(names.basisWithdrawal(id))
                .filter(entry -> entry.leaf().type().equals(BasisRecord.WITHDRAWAL));
    }

    private Optional<StoredEntry> entry(String id) {
        return journal.byOperation(names.basisEntry(id))
                .filter(entry -> entry.leaf().type().equals(BasisRecord.TYPE));
    }

    private static void requireOperator(Principal who) throws Denied {
        if (who.role() != Role.OPERATOR) {
            throw new Denied(FactRefusal.ROLE_NOT_PERMITTED);
        }
    }

    @Override
    public FactAnswer<Admission> admit(AdmitCommand command) {
        try {
            requireOperator(command.who());
            Principal party =
                    accounts.find(command.party())
                            .filter(one -> one.role() == Role.RELYING_PARTY)
                            .orElseThrow(() -> new Denied(FactRefusal.UNKNOWN_PARTY));
            if (statute(command.basis()).isEmpty()) {
                throw new Denied(FactRefusal.BASIS_UNKNOWN);
            }
            BasisRecord record = record(command, party);
            Lock turn = turns.of(party.id());
            Optional<StoredEntry> earlier;
            turn.lock();
            try {
                earlier = entry(record.id());
                if (earlier.isEmpty()) {
                    entries.sealed(
                            append(
                                    BasisRecord.TYPE,
                                    party.id(),
                                    names.basisEntry(record.id()),
                                    record.content()));
                }
            } finally {
                turn.unlock();
            }
            BasisRecord kept = entry(record.id()).flatMap(OfficeLegalBases::read).orElse(record);
            if (!kept.digest().equals(record.digest())) {
                throw new Denied(FactRefusal.REUSED);
            }
            return new FactAnswer.Given<>(answer(kept, earlier.isPresent()));
        } catch (Denied denied) {
            return denied.answer();
        }
    }

    private BasisRecord record(AdmitCommand command, Principal party) {
        ObjectNode request = CanonicalJson.object().put("party", command.party());
        request.put("basis", command.basis());
        command.until().ifPresent(day -> request.put("until", day.toString()));
        return new BasisRecord(
                names.operation("legal-basis", command.who(), command.operation()).hex(),
                FactNames.digest(request),
                party.id(),
                command.basis(),
                command.until(),
                command.who().id(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private Promise append(String type, String party, Handle operation, ObjectNode content) {
        return journal.append(
                new EntryDraft(
                        type,
                        ALL,
                        names.party(party),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        content,
                        Optional.of(operation)),
                List.of());
    }

    private Admission answer(BasisRecord one, boolean repeated) {
        Optional<FactRules.Basis> statute = statute(one.basis());
        StoredEntry told = withdrawal(one.id()).or(() -> entry(one.id())).orElseThrow();
        return new Admission(
                one.id(),
                new Party(one.party(), accounts.find(one.party()).map(Principal::name).orElse("")),
                one.basis(),
                statute.map(FactRules.Basis::law).orElse(""),
                statute.map(FactRules.Basis::facts).orElse(List.of()),
                one.until(),
                one.at(),
                counts(one),
                entries.receipt(told.leafHash()),
                repeated);
    }

    @Override
    public FactAnswer<Admission> withdraw(Principal who, String id) {
        try {
            requireOperator(who);
            BasisRecord kept =
                    Optional.of(id)
                            .filter(FactNames::isId)
                            .flatMap(this::entry)
                            .flatMap(OfficeLegalBases::read)
                            .orElseThrow(() -> new Denied(FactRefusal.BASIS_UNKNOWN));
            Lock turn = turns.of(kept.party());
            boolean there;
            turn.lock();
            try {
                there = withdrawal(id).isPresent();
                if (!there) {
                    ObjectNode content = CanonicalJson.object().put("basis", id);
                    content.put("by", who.id());
                    content.put("at", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
                    entries.sealed(
                            append(
                                    BasisRecord.WITHDRAWAL,
                                    kept.party(),
                                    names.basisWithdrawal(id),
                                    content));
                }
            } finally {
                turn.unlock();
            }
            return new FactAnswer.Given<>(answer(kept, there));
        } catch (Denied denied) {
            return denied.answer();
        }
    }

    @Override
    public FactAnswer<List<Admission>> all(Principal who) {
        try {
            requireOperator(who);
            List<Admission> all = new ArrayList<>();
            for (Principal party : accounts.ofRole(Role.RELYING_PARTY)) {
                records(party.id()).forEach(one -> all.add(answer(one, false)));
            }
            return new FactAnswer.Given<>(all);
        } catch (Denied denied) {
            return denied.answer();
        }
    }
}
