// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.spec.SecretKeySpec;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.Providers;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.Receipt;
import org.holdfast.ledger.ReceiptContent;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.ReceiptReading;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.TrustList;
import tools.jackson.databind.node.ObjectNode;

/// Restorations into the node journal, one at a time. Of two requests that were filed under one
/// operation id each is an entry of its own: what another one has taken is entered beside it.
///
/// What a death means: before the append the data key may be back and opens nothing; behind it the
/// entry is on disk, and the same receipt presented again finds it by its operation.
final class JournalRestorations implements Restorations {
    private static final Set<String> TYPES =
            Set.of(PaperRecord.TYPE, PaperAnswers.WITHDRAWAL, FilingRecord.TYPE);
    private static final int KEY_BYTES = 32;

    private final Ledger ledger;
    private final Keys keys;
    private final PaperNames names;
    private final PaperAnswers answers;
    private final FilingBook filings;
    private final InstantSource clock;
    private final PaperVerifier papers;
    private final ReentrantLock turn = new ReentrantLock();

    JournalRestorations(
            Ledger ledger,
            Keys keys,
            PaperNames names,
            PaperAnswers answers,
            FilingBook filings,
            InstantSource clock) {
        this.ledger = ledger;
        this.keys = keys;
        this.names = names;
        this.answers = answers;
        this.filings = filings;
        this.clock = clock;
        this.papers = new PaperVerifier(clock, Providers.fast());
    }

    /// A receipt that was verified.
    private record Proved(Presented presented, Leaf leaf, Mark mark, TrustList trust) {
        Handle operation() throws NotPermitted {
            return leaf.operation().orElseThrow(() -> no(Refusal.Code.RESTORATION_KIND));
        }
    }

    @Override
    public Answer<Restored> restore(Presented presented) {
        turn.lock();
        try {
            return new Answer.Given<>(restored(presented));
        } catch (NotPermitted refused) {
            return new Answer.Refused<>(refused.refusal());
        } finally {
            turn.unlock();
        }
    }

    private Restored restored(Presented presented) throws NotPermitted {
        Role role = presented.who().role();
        if (role != Role.OFFICER && role != Role.OPERATOR) {
            throw no(Refusal.Code.ROLE_NOT_PERMITTED);
        }
        Proved proved = proved(presented);
        checkOffice(presented.who(), proved.leaf());
        // Deny wins: an act counts before anything that is held is shown again.
        mustNotBeErased(proved.leaf(), proved.mark().leaf());
        Optional<Receipt> held = ledger.receipts().of(proved.mark().leaf());
        if (held.isPresent()) {
            return new Restored.Held(held.get());
        }
        if (!TYPES.contains(proved.leaf().type())) {
            throw new NotPermitted(
                    Refusal.of(Refusal.Code.RESTORATION_KIND, "type", proved.leaf().type()));
        }
        Optional<StoredEntry> there = there(proved);
        if (there.isEmpty()) {
            return enter(proved, opened(proved), proved.operation());
        }
        if (!proved.leaf().type().equals(FilingRecord.TYPE)
                || there.get().erasedBy().isPresent()
                || standsFor(there.get(), proved).isPresent()) {
            return again(proved, there.get());
        }
        // Another filing has the operation id: the same request, or another one.
        Opened opened = opened(proved);
        FilingRecord lost = FilingRecord.read(opened.facts());
        if (FilingRecord.read(there.get()).digest().equals(lost.digest())) {
            return again(proved, there.get());
        }
        Handle beside =
                names.filing(PaperNames.apart(keys.handles(), lost.operation(), lost.digest()));
        Optional<StoredEntry> before = ledger.node().byOperation(beside);
        return before.isPresent() ? again(proved, before.get()) : enter(proved, opened, beside);
    }

    /// What stands for the lost entry, or has its operation.
    private Optional<StoredEntry> there(Proved proved) throws NotPermitted {
        filings.look();
        Optional<StoredEntry> filing =
                filings.byLeaf(proved.mark().leaf()).map(FilingBook.Line::entry);
        return filing.isPresent() ? filing : ledger.node().byOperation(proved.operation());
    }

    private static Optional<RestoredFrom> standsFor(StoredEntry there, Proved proved) {
        return RestoredFrom.of(there)
                .filter(known -> known.leaves().contains(proved.mark().leaf()));
    }

    private Proved proved(Presented presented) throws NotPermitted {
        TrustList trust = TrustList.read(keys.trust());
        return switch (new ReceiptVerifier().read(presented.receipt(), trust)) {
            case ReceiptReading.NotProved(var verdict) ->
                    throw new NotPermitted(
                            Refusal.of(
                                    Refusal.Code.RECEIPT_NOT_GENUINE,
                                    "reason",
                                    verdict.reason().code()));
            case ReceiptReading.Proved reading -> {
                Leaf leaf = ReceiptContent.leafOf(presented.receipt());
                Mark mark =
                        new Mark(
                                reading.journal().name(),
                                reading.proof().map(proof -> value(proof.index())),
                                reading.leaf(),
                                leaf.time());
                yield new Proved(presented, leaf, mark, trust);
            }
        };
    }

    private static long value(EntryIndex index) {
        return index.value();
    }

    private static void checkOffice(Principal who, Leaf leaf) throws NotPermitted {
        boolean elsewhere =
                who.role() == Role.OFFICER
                        && who.office().filter(o -> !o.value().equals(leaf.office())).isPresent();
        if (elsewhere) {
            throw no(Refusal.Code.WRONG_OFFICE);
        }
    }

    private void mustNotBeErased(Leaf leaf, Hash hash) throws NotPermitted {
        boolean destroyed = leaf.key().filter(ledger.erasing().destroyed()::contains).isPresent();
        if (destroyed || ledger.erasing().covering(leaf, hash).isPresent()) {
            throw no(Refusal.Code.ERASED);
        }
    }

    /// An entry of the same operation: the first answer when it stands for the lost one.
    private Restored again(Proved proved, StoredEntry there) throws NotPermitted {
        if (there.erasedBy().isPresent()) {
            throw no(Refusal.Code.ERASED);
        }
        RestoredFrom from =
                standsFor(there, proved).orElseThrow(() -> no(Refusal.Code.RESTORATION_CONFLICT));
        return new Restored.Entered(
                there.leaf().type(),
                name(there.leaf().type(), there.open(), there.leaf().operation(), there.leafHash()),
                from.mark(),
                answers.receipt(there.leafHash()),
                true);
    }

    /// What the lost entry said.
    ///
    /// @param key that opens it
    /// @param lost whether this office has lost that too
    private record Opened(ObjectNode facts, DataKey key, boolean lost) {}

    private Opened opened(Proved proved) throws NotPermitted {
        ReceiptContent content = content(proved);
        KeyId id = proved.leaf().key().orElseThrow(() -> no(Refusal.Code.RESTORATION_KIND));
        Optional<DataKey> kept = keys.dataKeys().find(id);
        DataKey key = kept.isPresent() ? kept.get() : given(proved, id);
        return new Opened(facts(content, key), key, kept.isEmpty());
    }

    /// @param operation of the new entry
    private Restored enter(Proved proved, Opened opened, Handle operation) throws NotPermitted {
        Leaf leaf = proved.leaf();
        ObjectNode facts = opened.facts();
        for (Hash stoodFor : RestoredFrom.read(facts).map(RestoredFrom::leaves).orElse(Set.of())) {
            mustNotBeErased(leaf, stoodFor);
        }
        List<byte[]> attachments = attachments(proved, facts);
        String paper = paper(leaf.type(), facts);
        EntryDraft draft =
                new EntryDraft(
                        leaf.type(),
                        new OfficeCode(leaf.office()),
                        entity(leaf, facts, paper),
                        leaf.entityVersion(),
                        Optional.empty(),
                        Optional.of(opened.key()),
                        RestoredFrom.marked(
                                facts,
                                proved.mark(),
                                proved.presented().who().id(),
                                clock.instant()),
                        Optional.of(operation));
        if (opened.lost()) {
            keys.dataKeys().adopt(opened.key());
        }
        Promise promise = ledger.node().append(draft, attachments);
        answers.waitFor(promise.sealed());
        return new Restored.Entered(
                leaf.type(),
                name(leaf.type(), facts, draft.operation(), promise.leaf()),
                proved.mark(),
                answers.receipt(promise.leaf()),
                false);
    }

    private static ReceiptContent content(Proved proved) throws NotPermitted {
        try {
            return ReceiptContent.of(proved.presented().receipt());
        } catch (LedgerFault takenOut) {
            throw no(Refusal.Code.RESTORATION_CONTENT);
        }
    }

    private static DataKey given(Proved proved, KeyId id) throws NotPermitted {
        byte[] bytes =
                proved.presented()
                        .key()
                        .orElseThrow(() -> no(Refusal.Code.RESTORATION_KEY_MISSING));
        if (bytes.length != KEY_BYTES) {
            throw no(Refusal.Code.RESTORATION_KEY_WRONG);
        }
        return new DataKey(id, new SecretKeySpec(bytes, "AES"));
    }

    /// A key is right when it opens exactly what the entry commits to.
    private static ObjectNode facts(ReceiptContent content, DataKey key) throws NotPermitted {
        try {
            return content.open(key);
        } catch (KeysFault | LedgerFault wrong) {
            throw no(Refusal.Code.RESTORATION_KEY_WRONG);
        }
    }

    /// The file of a paper, once it is the one that the entry names and the office's seal on it is
    /// good; a withdrawal has none.
    private List<byte[]> attachments(Proved proved, ObjectNode facts) throws NotPermitted {
        if (!proved.leaf().type().equals(PaperRecord.TYPE)) {
            return List.of();
        }
        PaperRecord paper = PaperRecord.read(facts);
        boolean same =
                PaperNames.operation(paper.id())
                        .map(names::entry)
                        .equals(proved.leaf().operation());
        if (!same || !paper.office().value().equals(proved.leaf().office())) {
            throw paperWrong("entry");
        }
        // Who kept a copy for years has more behind the paper than was issued.
        byte[] presented =
                proved.presented()
                        .paper()
                        .orElseThrow(() -> no(Refusal.Code.RESTORATION_PAPER_MISSING));
        byte[] pdf = PaperVerifier.issued(presented);
        if (!sha256(pdf).equals(paper.made().pdfSha256())) {
            throw paperWrong("another-file");
        }
        PaperVerdict verdict = papers.verify(presented, proved.trust(), Optional.empty());
        if (!verdict.isGenuine()) {
            throw paperWrong(verdict.reason().code());
        }
        if (verdict.claims().filter(seal -> seal.entryId().equals(paper.id())).isEmpty()) {
            throw paperWrong("entry");
        }
        return List.of(pdf);
    }

    /// Today's handle of the person, so that the day says nothing of the lost one's; a withdrawal
    /// whose paper is not here keeps its own.
    private Handle entity(Leaf leaf, ObjectNode facts, String paper) {
        if (leaf.type().equals(PaperRecord.TYPE)) {
            return names.papersOf(PaperRecord.read(facts).subject());
        }
        if (leaf.type().equals(FilingRecord.TYPE)) {
            return names.filingsOf(FilingRecord.read(facts).subject());
        }
        return PaperNames.operation(paper)
                .map(names::entry)
                .flatMap(ledger.node()::byOperation)
                .filter(entry -> entry.leaf().type().equals(PaperRecord.TYPE))
                .filter(entry -> entry.erasedBy().isEmpty())
                .map(entry -> names.papersOf(PaperRecord.read(entry).subject()))
                .orElse(leaf.entity());
    }

    private static String paper(String type, ObjectNode facts) {
        return facts.path(type.equals(PaperAnswers.WITHDRAWAL) ? "paper" : "id").asString("");
    }

    /// By which it is asked for: a filing beside another has a name of its own.
    private String name(String type, ObjectNode facts, Optional<Handle> operation, Hash leaf) {
        String id = paper(type, facts);
        boolean beside =
                type.equals(FilingRecord.TYPE)
                        && !PaperNames.operation(id).map(names::filing).equals(operation);
        return beside ? PaperNames.apart(id, leaf) : id;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static NotPermitted no(Refusal.Code code) {
        return new NotPermitted(code);
    }

    private static NotPermitted paperWrong(String reason) {
        return new NotPermitted(
                new Refusal(Refusal.Code.RESTORATION_PAPER_WRONG, Map.of("reason", reason)));
    }
}
