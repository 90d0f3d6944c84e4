// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Tx;
import org.holdfast.identity.PersonRecord;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Attestation;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.ErasureAct;
import org.holdfast.ledger.MirrorAttestation;
import org.holdfast.ledger.Mirroring;
import org.holdfast.ledger.Receipt;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Acceptance;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.node.ObjectNode;

/// Erasures. One transaction holds the operation's row, the act's journal entry, the new version of
/// the household that goes on without the person, and the deletion of the readable rows.
///
/// What a death means: before the commit nothing happened. Behind it the person is gone from the
/// live register and the act stands; keys and blobs are still there, and end as `ledger`'s
/// `JournalErasing` says: by the same request sent again, or by the next start before it opens.
/// Nothing is destroyed until the act is sealed, so no key ever ends without it.
final class RegisterErasures implements Erasures {
    private static final int LONGEST_REASON = 400;
    private static final int LONGEST_BASIS = 200;

    private final ErasureStores stores;
    private final ErasureTargets targets;
    private final ChangeRows changes;
    private final PaperAnswers answers;
    private final AcceptanceNumbers numbers;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final int backupsKeptDays;

    RegisterErasures(
            ErasureStores stores, PaperAnswers answers, InstantSource clock, int backupsKeptDays) {
        this.stores = stores;
        this.targets = new ErasureTargets(stores, clock);
        this.changes = new ChangeRows(clock, new JournalChanges(stores.ledger().files()));
        this.answers = answers;
        this.numbers = new AcceptanceNumbers(stores.registers());
        this.clock = clock;
        this.backupsKeptDays = backupsKeptDays;
    }

    private record Entered(Hash leaf, Handle operation, boolean repeated) {}

    @Override
    public Answer<Erasure> erase(EraseCommand command) {
        ChangeDeadline deadline = new ChangeDeadline();
        try {
            checkRole(command.who(), command.office());
            LegalBasis basis = basis(command);
            String reason =
                    PlainText.check(command.reason(), LONGEST_REASON, Refusal.Code.BAD_TEXT);
            if (reason.isEmpty()) {
                throw new NotPermitted(Refusal.Code.REASON_MISSING);
            }
            Handle operation =
                    stores.names().operation(command.who(), command.office(), command.operation());
            Entered entered = enter(deadline, command, basis, reason, operation);
            return new Answer.Given<>(finished(command, basis, entered));
        } catch (NotPermitted refused) {
            return new Answer.Refused<>(refused.refusal());
        } catch (Undone undone) {
            return new Answer.Refused<>(undone.refusal());
        } catch (DatabaseFault | DataAccessException fault) {
            return new Answer.Refused<>(
                    deadline.refusal(fault, command.operation()).orElseThrow(() -> fault));
        }
    }

    private static void checkRole(Principal who, OfficeCode office) throws NotPermitted {
        if (who.role() != Role.OFFICER) {
            throw new NotPermitted(Refusal.Code.ROLE_NOT_PERMITTED);
        }
        if (!who.office().equals(Optional.of(office))) {
            throw new NotPermitted(Refusal.Code.WRONG_OFFICE);
        }
    }

    private static LegalBasis basis(EraseCommand command) throws NotPermitted {
        String text = PlainText.check(command.basis(), LONGEST_BASIS, Refusal.Code.BASIS_UNKNOWN);
        if (text.isEmpty()) {
            throw new NotPermitted(Refusal.Code.BASIS_MISSING);
        }
        return LegalBasis.of(command.office().country(), text)
                .orElseThrow(() -> new NotPermitted(Refusal.Code.BASIS_UNKNOWN));
    }

    private Entered enter(
            ChangeDeadline deadline,
            EraseCommand command,
            LegalBasis basis,
            String reason,
            Handle operation) {
        return deadline.run(
                stores.database(),
                tx -> {
                    Optional<ObjectNode> earlier = earlier(tx, operation, command, basis);
                    if (earlier.isPresent()) {
                        return new Entered(leaf(earlier.get()), operation, true);
                    }
                    try {
                        ErasureTargets.Found found = targets.find(tx, command);
                        ErasureAct.Order order =
                                new ErasureAct.Order(
                                        basis.code(),
                                        stores.names().principal(command.who()),
                                        found.keys(),
                                        found.entries(),
                                        until(command.office()),
                                        sealed(reason),
                                        Optional.of(request(command)));
                        Hash leaf = append(tx, command.office(), operation, order);
                        targets.leave(tx, command, found, operation);
                        for (RecordRef ref : found.records()) {
                            takeOut(tx, ref);
                        }
                        changes.keep(
                                tx,
                                operation,
                                CanonicalJson.object().put("erasure", leaf.base64()));
                        return new Entered(leaf, operation, false);
                    } catch (NotPermitted refused) {
                        throw new Undone(refused.refusal());
                    }
                });
    }

    /// Encrypts words with a key of their own. A death before the commit leaves a key that opens
    /// nothing.
    private ErasureAct.Sealed sealed(String text) {
        DataKey key = stores.keys().dataKeys().create();
        byte[] blob = key.encrypt(text.getBytes(StandardCharsets.UTF_8), random);
        return new ErasureAct.Sealed(key.id(), HexFormat.of().formatHex(blob));
    }

    private Hash append(Tx tx, OfficeCode office, Handle operation, ErasureAct.Order order) {
        Handle entity = stores.keys().handles().of("erasure", operation.bytes());
        return stores.ledger()
                .central()
                .append(tx, ErasureAct.draft(office, entity, operation, order));
    }

    /// An act says its request by a keyed name; of one from before it did, the law alone is known.
    private Optional<ObjectNode> earlier(
            Tx tx, Handle operation, EraseCommand command, LegalBasis basis) {
        String digest = digest(command);
        String named = request(command).hex();
        return changes.claim(
                tx,
                operation,
                digest,
                (request, _) ->
                        request.equals(digest)
                                || request.equals(named)
                                || (request.equals(ChangeRows.UNKNOWN)
                                        && stores.ledger()
                                                .erasing()
                                                .act(operation)
                                                .filter(act ->
                                                        act.order().basis().equals(basis.code()))
                                                .isPresent()));
    }

    /// The request's name in an act, which everybody may read.
    private Handle request(EraseCommand command) {
        return stores.keys().handles().of("erasure-request", digest(command));
    }

    private void takeOut(Tx tx, RecordRef ref) {
        stores.erased().erase(tx, ref);
        ChangeRows.forget(tx, ref);
        if (ref.person()) {
            stores.accounts().erase(tx, new PersonRecord(ref.register(), ref.id()));
        }
    }

    private LocalDate until(OfficeCode office) {
        return LocalDate.ofInstant(clock.instant(), office.country().zone())
                .plusDays(backupsKeptDays);
    }

    private static Hash leaf(ObjectNode outcome) {
        return Hash.of(Base64.getDecoder().decode(outcome.path("erasure").asString("")));
    }

    /// Waits for the act's seal, as nothing may be destroyed before it, and destroys.
    private Erasure finished(EraseCommand command, LegalBasis basis, Entered entered) {
        if (answers.waitFor(stores.ledger().central().sealed(entered.leaf()))) {
            stores.ledger().erasing().finish();
        }
        return stores.ledger()
                .erasing()
                .act(entered.operation())
                .map(act -> erasure(act, entered.repeated()))
                .orElseGet(() -> ordered(command, basis, entered));
    }

    /// An act that is entered and not sealed yet.
    private Erasure ordered(EraseCommand command, LegalBasis basis, Entered entered) {
        return new Erasure(
                PaperNames.id(entered.operation()),
                command.office(),
                Optional.of(basis),
                clock.instant(),
                0,
                0,
                until(command.office()),
                List.of(),
                List.of(),
                waiting(List.of()),
                List.of(answers.receipt(entered.leaf())),
                Optional.empty(),
                entered.repeated());
    }

    private Erasure erasure(ErasureAct act, boolean repeated) {
        List<Attestation> said = stores.ledger().erasing().attestations(act);
        List<Receipt> receipts = new ArrayList<>();
        receipts.add(answers.receipt(act.leaf()));
        said.forEach(one -> receipts.add(answers.receipt(one.leaf())));
        List<MirrorAttestation> copies = stores.ledger().erasing().copies(act);
        copies.forEach(one -> receipts.add(answers.receipt(one.leaf())));
        return new Erasure(
                PaperNames.id(act.operation()),
                new OfficeCode(act.office()),
                LegalBasis.ofCode(act.order().basis()),
                act.at(),
                act.order().keys().size(),
                papers(act),
                act.order().backupsUntil(),
                said,
                copies,
                waiting(copies),
                receipts,
                numbers.of(act.operation()) instanceof Acceptance.Known.Given(Acceptance number)
                        ? Optional.of(number)
                        : Optional.empty(),
                repeated);
    }

    /// One paper: the entries of an act are that paper's, and those that it stands for.
    private static int papers(ErasureAct act) {
        return act.order().entries().isEmpty() ? 0 : 1;
    }

    /// The mirrors that have not said yet that their copies are erased.
    private List<String> waiting(List<MirrorAttestation> copies) {
        return stores.ledger().mirroring().places().stream()
                .map(Mirroring.Place::name)
                .filter(name -> copies.stream().noneMatch(one -> one.place().equals(name)))
                .toList();
    }

    @Override
    public Answer<Erasure> find(Principal who, String id) {
        Optional<ErasureAct> act =
                PaperNames.operation(id)
                        .flatMap(stores.ledger().erasing()::act)
                        .filter(found -> maySee(who, found));
        return act.<Answer<Erasure>>map(found -> new Answer.Given<>(erasure(found, false)))
                .orElseGet(() -> new Answer.Refused<>(Refusal.of(Refusal.Code.ERASURE_UNKNOWN)));
    }

    private static boolean maySee(Principal who, ErasureAct act) {
        return switch (who.role()) {
            case OPERATOR -> true;
            case OFFICER -> who.office().equals(Optional.of(new OfficeCode(act.office())));
            case CITIZEN, RELYING_PARTY, MIRROR -> false;
        };
    }

    private static String digest(EraseCommand command) {
        ObjectNode request = CanonicalJson.object();
        switch (command.target()) {
            case Target.Person(SubjectHandle subject) -> request.put("subject", subject.value());
            case Target.Paper(String id) -> request.put("paper", id);
        }
        request.put("basis", command.basis());
        request.put("reason", PaperNames.sha256(command.reason()));
        return PaperNames.sha256(CanonicalJson.text(request));
    }

    /// Before the doors open: takes out of the live register what has a destroyed key, wherever
    /// that is known from. A restore of an older database brings such rows back; where it brought
    /// the central journal back too, the act is entered again from the tombstone.
    ///
    /// @return how many records were taken out
    int replay() {
        List<RecordVersion> back = stores.erased().readable(stores.ledger().erasing().destroyed());
        for (RecordVersion version : back) {
            Optional<ErasureAct> act = stores.ledger().erasing().actOf(version.keys().record());
            if (act.isPresent()) {
                stores.database().transact(tx -> takeOut(tx, version.ref()));
            } else {
                again(version);
            }
        }
        return back.size();
    }

    private void again(RecordVersion version) {
        List<KeyId> keys = new ArrayList<>();
        keys.add(version.keys().record());
        version.keys().papers().ifPresent(keys::add);
        Instant now = clock.instant();
        ErasureAct.Order order =
                new ErasureAct.Order(
                        "replayed",
                        stores.keys().handles().of("principal", "restore"),
                        keys,
                        List.of(),
                        until(version.office()),
                        sealed("replayed at " + now));
        Handle operation =
                stores.keys()
                        .handles()
                        .of("operation", "replay\n" + version.ref() + "\n" + version.version());
        Hash leaf =
                stores.database()
                        .inTransaction(tx -> {
                            Hash made = append(tx, version.office(), operation, order);
                            takeOut(tx, version.ref());
                            return made;
                        });
        stores.ledger().central().sealed(leaf).join();
        stores.ledger().erasing().finish();
    }
}
