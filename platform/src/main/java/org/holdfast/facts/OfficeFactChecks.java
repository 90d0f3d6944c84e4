// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.Filings;
import org.holdfast.catalogue.FactRules;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.Seals;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import tools.jackson.databind.node.ObjectNode;

/// Checks, in the order of their steps: earlier answer? ground, facts, compared, signed, protected
/// or withdrawn meanwhile? journal, answer.
///
/// A death before the append leaves nothing: the order is done anew. A death behind it leaves the
/// answer: the same order finds it. There is no third place.
final class OfficeFactChecks implements FactChecks {
    /// A refusal leaves so long after its order came, or twice as long and so on: how long it took
    /// to find out why does not tell why.
    private static final Duration REFUSAL = Duration.ofMillis(200);

    private final Grounds grounds;
    private final FactReads reads;
    private final FactEntries entries;
    private final ConsentBook book;
    private final FactNames names;
    private final Turns turns;
    private final Misses misses;
    private final Around around;

    /// What stands around a check.
    ///
    /// @param specimen whether every answer is a specimen (a demonstration)
    record Around(
            Blocks blocks,
            Filings filings,
            Seals seals,
            boolean specimen,
            InstantSource clock,
            LongSupplier nanos) {}

    OfficeFactChecks(Facts.Parts parts, Grounds grounds, Around around) {
        this.grounds = grounds;
        this.reads = parts.reads();
        this.entries = parts.entries();
        this.book = parts.book();
        this.names = parts.names();
        this.turns = parts.turns();
        this.around = around;
        this.misses = new Misses(around.clock(), MOST_MISSES);
    }

    @Override
    public FactAnswer<Checked> check(CheckCommand command) {
        long began = around.nanos().getAsLong();
        try {
            return new FactAnswer.Given<>(once(command));
        } catch (Denied denied) {
            if (denied.why() == FactRefusal.NOT_AVAILABLE
                    || denied.why() == FactRefusal.NOT_SEALED) {
                misses.count(command.who().id());
                waitOut(began);
            }
            return denied.answer();
        }
    }

    private void waitOut(long began) {
        long step = REFUSAL.toNanos();
        long end = began + (1 + (around.nanos().getAsLong() - began) / step) * step;
        for (long left = step; left > 0; left = end - around.nanos().getAsLong()) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            LockSupport.parkNanos(Math.min(left, Math.max(0, end - around.nanos().getAsLong())));
        }
    }

    private Checked once(CheckCommand command) throws Denied {
        Principal who = command.who();
        if (who.role() != Role.RELYING_PARTY) {
            throw new Denied(FactRefusal.ROLE_NOT_PERMITTED);
        }
        grounds.requireWhole(command);
        String id = names.operation("fact-check", who, command.operation()).hex();
        String digest = FactNames.digest(FactOrders.of(command));
        Optional<StoredEntry> earlier = first(id);
        if (earlier.isPresent()) {
            return repeat(command, earlier.get(), digest);
        }
        if (!misses.mayAsk(who.id())) {
            throw new Denied(FactRefusal.TOO_MANY_GUESSES);
        }
        grounds.requireFresh(command);
        Grounds.Asked asked = grounds.find(command);
        Promise promise;
        Lock turn = turns.of(asked.subject());
        turn.lock();
        try {
            Optional<StoredEntry> meanwhile = first(id);
            if (meanwhile.isPresent()) {
                return repeat(command, meanwhile.get(), digest);
            }
            promise = answer(command, asked, id, digest);
        } finally {
            turn.unlock();
        }
        var _ = entries.sealed(promise);
        StoredEntry kept = first(id).orElseThrow(() -> new Denied(FactRefusal.NOT_AVAILABLE));
        return told(kept, read(kept), false);
    }

    /// Of an order that two sites have answered, the answer that both give from now on.
    private Optional<StoredEntry> first(String id) {
        return entries.journal().allByOperation(names.checkEntry(id)).stream()
                .filter(entry -> entry.leaf().type().equals(CheckRecord.TYPE))
                .findFirst();
    }

    private Checked repeat(CheckCommand command, StoredEntry earlier, String digest) throws Denied {
        CheckRecord check = read(earlier);
        if (!check.digest().equals(digest)) {
            throw new Denied(FactRefusal.REUSED);
        }
        if (isHidden(check)) {
            check.member().ifPresent(one -> grounds.tried(command, one));
            throw grounds.refused(command, check.subject());
        }
        return told(earlier, check, true);
    }

    private static CheckRecord read(StoredEntry entry) throws Denied {
        if (entry.erasedBy().isPresent()) {
            throw new Denied(FactRefusal.NOT_AVAILABLE);
        }
        try {
            return FactEntries.understood(entry, CheckRecord::read)
                    .orElseThrow(() -> new Denied(FactRefusal.NOT_AVAILABLE));
        } catch (LedgerFault fault) {
            throw new Denied(
                    fault.code() == LedgerFault.Code.ERASED
                            ? FactRefusal.NOT_AVAILABLE
                            : FactRefusal.NOT_SEALED);
        }
    }

    /// Whether somebody of whom an answer tells is protected or erased by now.
    private boolean isHidden(CheckRecord check) {
        return Stream.concat(Stream.of(check.subject()), check.member().stream())
                .map(reads::current)
                .anyMatch(now -> now.filter(one -> !around.blocks().isProtected(one)).isEmpty());
    }

    private Promise answer(CheckCommand command, Grounds.Asked asked, String id, String digest)
            throws Denied {
        FactReads.Found found = read(command, asked);
        List<RecordVersion> near = near(asked, found);
        if (isProtected(near)) {
            throw refused(command, asked, found, near);
        }
        requireRoom(command, asked);
        boolean pending = around.filings().isPending(List.of(asked.subject()));
        LocalDate today = LocalDate.ofInstant(found.asOf().time(), asked.rules().zone());
        FactResult result =
                FactTests.of(asked.fact().test(), command.claim(), found, pending, today);
        Optional<RecordVersion> member =
                Optional.of(result)
                        .filter(one -> one == FactResult.CONFIRMED)
                        .flatMap(_ -> FactTests.member(found, command.claim()));
        CheckRecord check =
                record(
                        command,
                        asked,
                        found,
                        new Said(result, member.map(RecordVersion::ref)),
                        id,
                        digest);
        // A death behind this: the member sees an answer that nobody got, never the other way.
        member.ifPresent(one -> grounds.look(command.who(), one, "fact-told", command.fact()));
        Optional<Promise> promise = append(asked, found, near, check);
        if (promise.isEmpty()) {
            throw refused(command, asked, found, near);
        }
        if (result != FactResult.CONFIRMED) {
            misses.count(command.who().id());
        }
        return promise.get();
    }

    private FactReads.Found read(CheckCommand command, Grounds.Asked asked) throws Denied {
        try {
            return reads.read(asked.subject(), asked.rules(), around.blocks()::isProtected);
        } catch (Denied denied) {
            misses.refuse(command.who().id(), asked.subject(), FactOrders.claim(command));
            grounds.tried(command, asked.subject());
            throw denied;
        }
    }

    /// Who must not be protected: the person, and for a household everybody in it, whomever the
    /// claim names. A refusal for one name and not for others would say who hides there.
    private static List<RecordVersion> near(Grounds.Asked asked, FactReads.Found found) {
        Stream<RecordVersion> home =
                asked.fact().test() == FactRules.Test.HOUSEHOLD
                        ? found.atHome().stream()
                        : Stream.empty();
        return Stream.concat(Stream.of(found.person(), found.newest()), home).toList();
    }

    private boolean isProtected(List<RecordVersion> near) {
        return near.stream().anyMatch(around.blocks()::isProtected);
    }

    /// The refusal of a claim about somebody who was found: a guess, which whoever is protected
    /// sees, and whom it names.
    private Denied refused(
            CheckCommand command,
            Grounds.Asked asked,
            FactReads.Found found,
            List<RecordVersion> near) {
        misses.refuse(command.who().id(), asked.subject(), FactOrders.claim(command));
        Stream.concat(
                        near.stream().filter(around.blocks()::isProtected),
                        FactTests.member(found, command.claim()).stream())
                .map(RecordVersion::ref)
                .filter(one -> !one.equals(asked.subject()))
                .distinct()
                .forEach(one -> grounds.tried(command, one));
        return grounds.refused(command, asked.subject());
    }

    private void requireRoom(CheckCommand command, Grounds.Asked asked) throws Denied {
        try {
            ConsentBook.Day day = book.day(asked.subject(), command.who().id());
            Set<String> guesses = new HashSet<>(day.guesses());
            guesses.addAll(misses.refused(command.who().id(), asked.subject()));
            boolean guessed =
                    guesses.size() >= MOST_CLAIMS
                            && !day.guesses().contains(FactOrders.claim(command));
            if (guessed || day.full() || day.answers() >= MOST_ANSWERS) {
                throw new Denied(FactRefusal.TOO_MANY_GUESSES);
            }
            if (asked.consent().isPresent()) {
                ConsentRecord consent = asked.consent().get();
                int used = consent.uses().isPresent() ? book.used(consent) : 0;
                if (book.state(consent, used) != Consents.State.IN_FORCE) {
                    throw grounds.refused(command, asked.subject());
                }
            }
        } catch (LedgerFault uncounted) {
            throw new Denied(FactRefusal.NOT_SEALED);
        }
    }

    /// Nobody enters a block here between the last look and the entry, and nobody withdraws the
    /// consent, since the person's turn is held; empty when it was too late.
    private Optional<Promise> append(
            Grounds.Asked asked, FactReads.Found found, List<RecordVersion> near, CheckRecord check)
            throws Denied {
        record Tried(Optional<Promise> promise, Optional<Denied> denied) {}
        Tried tried =
                around.blocks()
                        .acting(() -> {
                            if (isProtected(near)
                                    || asked.consent()
                                            .filter(one -> !grounds.stands(one))
                                            .isPresent()) {
                                return new Tried(Optional.empty(), Optional.empty());
                            }
                            try {
                                return new Tried(
                                        Optional.of(
                                                entries.append(
                                                        CheckRecord.TYPE,
                                                        found.person(),
                                                        names.checksOf(asked.subject()),
                                                        names.checkEntry(check.id()),
                                                        check.content())),
                                        Optional.empty());
                            } catch (Denied denied) {
                                return new Tried(Optional.empty(), Optional.of(denied));
                            }
                        });
        if (tried.denied().isPresent()) {
            Denied denied = tried.denied().get();
            throw denied.why() == FactRefusal.UNKNOWN_SUBJECT
                    ? new Denied(FactRefusal.NOT_AVAILABLE)
                    : denied;
        }
        return tried.promise();
    }

    private record Said(FactResult result, Optional<RecordRef> member) {}

    private CheckRecord record(
            CheckCommand command,
            Grounds.Asked asked,
            FactReads.Found found,
            Said said,
            String id,
            String digest) {
        Instant now = around.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        Instant until = found.asOf().time().plus(asked.rules().reliedOn());
        ObjectNode payload = CanonicalJson.object();
        payload.put("iss", found.person().office().value()).put("aud", command.who().id());
        payload.put("jti", id).put("iat", now.getEpochSecond());
        payload.put("fact", command.fact()).put("result", said.result().code());
        FactTests.write(command.claim(), payload.putObject("claimed"));
        payload.put("purpose", command.purpose());
        ObjectNode ground = payload.putObject("ground");
        asked.consent()
                .ifPresentOrElse(
                        one -> ground.put("consent", one.id()),
                        () -> ground.put("law", asked.law()));
        CheckRecord.asOf(payload.putObject("asOf"), found.asOf());
        payload.put("reliedOnUntil", until.toString()).put("specimen", around.specimen());
        return new CheckRecord(
                id,
                digest,
                FactOrders.claim(command),
                asked.subject(),
                found.person().office(),
                new Party(command.who().id(), command.who().name()),
                command.fact(),
                command.purpose(),
                said.result(),
                found.asOf(),
                until,
                asked.consent().map(ConsentRecord::id),
                asked.law(),
                now,
                FactSeal.sign(around.seals().of(found.person().office()), payload),
                said.member());
    }

    private Checked told(StoredEntry entry, CheckRecord check, boolean repeated) {
        return new Checked(
                check.id(),
                check.fact(),
                check.result(),
                check.asOf(),
                check.reliedOnUntil(),
                check.at(),
                check.signed(),
                entries.receipt(entry.leafHash()),
                repeated);
    }

    @Override
    public FactAnswer<Checked> find(Principal who, String id) {
        try {
            StoredEntry entry =
                    Optional.of(id)
                            .filter(FactNames::isId)
                            .flatMap(this::first)
                            .filter(one -> one.erasedBy().isEmpty())
                            .orElseThrow(() -> new Denied(FactRefusal.CHECK_UNKNOWN));
            CheckRecord check = read(entry);
            if (!check.party().id().equals(who.id()) || isHidden(check)) {
                throw new Denied(FactRefusal.CHECK_UNKNOWN);
            }
            return new FactAnswer.Given<>(told(entry, check, false));
        } catch (Denied denied) {
            return denied.why() == FactRefusal.NOT_AVAILABLE
                    ? new Denied(FactRefusal.CHECK_UNKNOWN).answer()
                    : denied.answer();
        }
    }

    @Override
    public List<Seen> about(RecordRef person, int limit) {
        return book.checks(person, limit, Integer.MAX_VALUE).stream()
                .map(CheckRecord::seen)
                .toList();
    }
}
