// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.SignedNote;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;
import org.holdfast.keys.KeyId;
import org.springframework.dao.DataAccessException;

/// Carries acts out. Each step is safe to repeat, and this is what a crash behind it means: 0. The
/// act is sealed in the central journal; whoever entered it has already deleted the readable rows
/// in the same transaction. Nothing is destroyed before: a key that is gone without a sealed act
/// would be damage. Behind it: the next start does all that follows before the office opens.
/// 1. This process takes nothing more under the keys. In memory only; a start does it again.
/// 2. The keys get their tombstones in the key store, one commit each. Behind it: ciphertext is
///    left that nobody can read. A write whose outcome is unknown is asked for again.
/// 3. The blobs are zeroed in every origin of both journals, one entry at a time. Behind it: the
///    rows of the central journal still have the ciphertext.
/// 4. The rows are zeroed in one transaction. Behind it: everything is done and nobody said so; the
///    next start finds nothing to do and says so.
/// 5. The site attests in its node journal, durably. Behind it: finished. A start looks again all
///    the same, because a key store, a database or a folder may have come back from a backup; if
///    anything had to be done again it is attested again.
final class JournalErasing implements Erasing {
    private static final int MOST_ATTESTATIONS = 100;

    private final Series central;
    private final Series node;
    private final NodeJournal journal;
    private final Database database;
    private final Surroundings around;
    private final CrashSwitch crash;
    private final ErasureLog log;
    private final ReentrantLock turn = new ReentrantLock();

    /// Both journals; the node's also to write to.
    record Journals(Series central, Series node, NodeJournal own) {}

    JournalErasing(Journals journals, Database database, Surroundings around, CrashSwitch crash) {
        this.central = journals.central();
        this.node = journals.node();
        this.journal = journals.own();
        this.database = database;
        this.around = around;
        this.crash = crash;
        this.log = new ErasureLog(central, node);
        central.erasedBy(log::covering);
        node.erasedBy(log::covering);
    }

    @Override
    public Optional<ErasureAct> act(Handle operation) {
        return log.act(operation);
    }

    @Override
    public Optional<ErasureAct> actOf(KeyId key) {
        return log.act(key);
    }

    @Override
    public Optional<Hash> covering(Leaf leaf, Hash hash) {
        return log.covering(leaf, hash);
    }

    @Override
    public List<Attestation> attestations(ErasureAct act) {
        return journal.byEntity(entity(act), Attestation.TYPE, MOST_ATTESTATIONS).stream()
                .map(Attestation::read)
                .filter(one -> one.act().equals(act.leaf()))
                .toList();
    }

    @Override
    public List<MirrorAttestation> copies(ErasureAct act) {
        return log.copies(act);
    }

    /// A crash behind the entry: the mirror says it again, and its entry is found.
    @Override
    public Mirroring.Taken take(Mirroring.Place place, SignedNote note) {
        turn.lock();
        try {
            MirrorAttestation.Said said = MirrorAttestation.said(place, note);
            Optional<ErasureAct> act = log.act(said.act());
            if (act.isEmpty()) {
                return new Mirroring.Taken.Refused("no such act of erasure");
            }
            Handles handles = around.keys().handles();
            String name = place.name() + "\n" + said.act().hex();
            Handle operation = handles.of("operation", "erased at\n" + name);
            if (journal.byOperation(operation).isEmpty()) {
                Handle entity = handles.of("attestation", name);
                journal.append(
                        MirrorAttestation.draft(act.get(), place.name(), note, entity, operation),
                        List.of());
            }
            return new Mirroring.Taken.Counted();
        } catch (JournalRefusal | IllegalArgumentException refused) {
            return new Mirroring.Taken.Refused(String.valueOf(refused.getMessage()));
        } finally {
            turn.unlock();
        }
    }

    private Handle entity(ErasureAct act) {
        return around.keys().handles().of("attestation", act.leaf().hex());
    }

    @Override
    public Set<KeyId> destroyed() {
        Set<KeyId> keys = new HashSet<>(log.attestedKeys());
        log.acts().forEach(act -> keys.addAll(act.order().keys()));
        around.keys().dataKeys().erasures().forEach(grave -> keys.add(grave.id()));
        return keys;
    }

    @Override
    public void finish() {
        turn.lock();
        try {
            String site = around.keys().site();
            run(log.acts().stream().filter(act -> !log.attested(act, site)).toList());
        } finally {
            turn.unlock();
        }
    }

    /// [#replay]; keys and files need no database, and rows of one that is away follow when it is
    /// there.
    void replayAtStart() {
        try {
            replay();
        } catch (DatabaseFault | DataAccessException fault) {
            if (!database.pulse().isAway()) {
                throw fault;
            }
            database.whenThere(this::replay);
        }
    }

    /// Everything that was ever erased, looked at again: for a start.
    private void replay() {
        turn.lock();
        try {
            Set<KeyId> keys = log.attestedKeys();
            DataKeys store = around.keys().dataKeys();
            buryEverywhere(destroyed());
            for (KeyId key : keys) {
                if (log.act(key).isEmpty() && store.erasure(key).isEmpty()) {
                    store.erase(key, "attested");
                }
            }
            run(log.acts());
        } finally {
            turn.unlock();
        }
    }

    private void buryEverywhere(Set<KeyId> keys) {
        central.buried().bury(keys);
        node.buried().bury(keys);
    }

    private void run(List<ErasureAct> acts) {
        if (acts.isEmpty()) {
            return;
        }
        Set<KeyId> keys = new HashSet<>();
        acts.forEach(act -> keys.addAll(act.order().keys()));
        buryEverywhere(keys);
        Set<Hash> changed = destroy(acts);
        crash.at(CrashSwitch.Step.ERASURE_KEYS_DESTROYED);
        BlobZeroing ofNode = new BlobZeroing(around.disk(), acts);
        ofNode.run(node);
        crash.at(CrashSwitch.Step.ERASURE_NODE_ZEROED);
        BlobZeroing ofCentral = new BlobZeroing(around.disk(), acts);
        central.files().lock();
        try {
            ofCentral.run(central);
            ofCentral.runSetAside(around.folder());
        } finally {
            central.files().unlock();
        }
        crash.at(CrashSwitch.Step.ERASURE_CENTRAL_ZEROED);
        for (ErasureAct act : acts) {
            long rows =
                    database.inTransaction(tx -> {
                        SqlKeys.erase(tx, act.order().keys());
                        return SqlRows.zero(tx, ofCentral.places(act));
                    });
            if (rows > 0 || ofNode.changed(act) || ofCentral.changed(act)) {
                changed.add(act.leaf());
            }
        }
        crash.at(CrashSwitch.Step.ERASURE_ROWS_ZEROED);
        for (ErasureAct act : acts) {
            if (changed.contains(act.leaf()) || !log.attested(act, around.keys().site())) {
                attest(act, ofNode.covered(act) + ofCentral.covered(act));
            }
        }
        crash.at(CrashSwitch.Step.ERASURE_ATTESTED);
    }

    /// Tombstones; returns the acts for which one was missing.
    private Set<Hash> destroy(List<ErasureAct> acts) {
        DataKeys store = around.keys().dataKeys();
        Set<Hash> changed = new HashSet<>();
        for (ErasureAct act : acts) {
            for (KeyId key : act.order().keys()) {
                if (store.erasure(key).isEmpty()) {
                    store.erase(key, act.order().basis());
                    changed.add(act.leaf());
                }
            }
        }
        return changed;
    }

    private void attest(ErasureAct act, long zeroed) {
        DataKeys store = around.keys().dataKeys();
        List<Attestation.Destroyed> keys = new ArrayList<>();
        for (KeyId key : act.order().keys()) {
            DataKeys.Erasure grave =
                    store.erasure(key)
                            .filter(_ -> store.find(key).isEmpty())
                            .orElseThrow(() ->
                                    new LedgerFault(
                                            LedgerFault.Code.CORRUPT,
                                            "the key store still has the key " + key));
            keys.add(new Attestation.Destroyed(key, grave.at()));
        }
        journal.append(
                Attestation.draft(act, entity(act), around.keys().site(), keys, zeroed), List.of());
    }
}
