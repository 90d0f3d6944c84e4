// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.NoteSigner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets a checkpoint of the central journal leave its key only after the agreed head was moved to
/// it. The signature is made first and moved together with the head, so that whoever goes on after
/// a death has the signed note of what was agreed upon (decision 11).
///
/// What a crash or a pause behind each step means:
/// - before the move: nobody saw the signature; it is lost with this process.
/// - moved, not published: the next holder, or the next start of this one, finds the signed note in
///   the store and the entries on a disk or as rows.
/// - a process that was frozen wakes and moves from a head that is no longer the agreed one: it
///   does not win, and its signature is dropped.
///
/// While the store does not answer, nothing is published: entries wait, receipts stay `promised`,
/// and [#silence] says since when. For one thread at a time; anybody may ask for the silence.
final class HeadGate {
    private static final Logger LOG = LoggerFactory.getLogger(HeadGate.class);
    private static final long RETRY_MILLIS = 200;

    /// An office that is not open yet can be started again; so long it waits for the store.
    private static final long OPENING_NANOS = 30_000_000_000L;

    private final HeadStore store;
    private Optional<Head> agreed;
    private final long begun = System.nanoTime();
    private volatile boolean open;
    private volatile boolean closing;
    private volatile Optional<Sequencing.Trouble> silence = Optional.empty();

    /// @param agreed the head that this start has checked to be here
    HeadGate(HeadStore store, Optional<Head> agreed) {
        this.store = store;
        this.agreed = agreed;
    }

    /// A key that publishes only what is agreed upon.
    ///
    /// @param journal short name of the key's origin
    /// @param opening the origin's first entry, which goes to the store with its first head
    NoteSigner around(String journal, NoteSigner key, NewEntry opening) {
        return key.behind(note -> {
            Checkpoint next = Checkpoint.parse(note.text());
            Head head = new Head(journal, next.origin(), next.size().value(), next.root());
            boolean first = agreed.map(Head::origin).filter(next.origin()::equals).isEmpty();
            pass(
                    head,
                    new HeadStore.Evidence(note, first ? Optional.of(opening) : Optional.empty()));
        });
    }

    private void pass(Head next, HeadStore.Evidence evidence) {
        Optional<Head> now = moved(next, evidence);
        if (!now.equals(Optional.of(next))) {
            throw new LedgerFault(
                    LedgerFault.Code.STOPPED,
                    "this office was to publish %s at %d entries, and %s is agreed upon: another holder"
                                    .formatted(
                                            next.origin(),
                                            next.size(),
                                            now.map(HeadGate::words).orElse("no head"))
                            + " of the journal goes on; this one signs nothing more");
        }
        agreed = now;
    }

    static String words(Head head) {
        return head.origin() + " at " + head.size() + " entries";
    }

    private Optional<Head> moved(Head next, HeadStore.Evidence evidence) {
        while (true) {
            try {
                Optional<Head> now = store.move(agreed, next, evidence);
                silence = Optional.empty();
                return now;
            } catch (HeadStore.Away away) {
                if (silence.isEmpty()) {
                    String words =
                            "nothing is sealed until the head store answers: " + away.getMessage();
                    LOG.warn(words);
                    silence = Optional.of(new Sequencing.Trouble(words, System.nanoTime()));
                }
            }
            if (!open && System.nanoTime() - begun > OPENING_NANOS) {
                throw new LedgerFault(
                        LedgerFault.Code.REFUSED_START,
                        "the head store went silent while the office opened");
            }
            if (closing) {
                throw new LedgerFault(
                        LedgerFault.Code.STOPPED, "stopped while the head store did not answer");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new LedgerFault(
                    LedgerFault.Code.STOPPED, "stopped while the head store did not answer", told);
        }
    }

    /// Since when a checkpoint waits for the store, and why; empty when none does.
    Optional<Sequencing.Trouble> silence() {
        return silence;
    }

    /// The office is open: from now on the store is waited for as long as it takes.
    void opened() {
        open = true;
    }

    /// From now on a store that does not answer is not waited for; what is not sealed now is sealed
    /// by the next start.
    void waitNoMore() {
        closing = true;
    }

    void close() {
        store.close();
    }

    /// Nothing that was agreed upon is missing here; from now on nothing is signed that is not.
    static HeadGate agreed(Series central, HeadStore store) {
        Optional<Head> agreed;
        try {
            agreed = store.read();
        } catch (HeadStore.Away away) {
            throw new LedgerFault(
                    LedgerFault.Code.REFUSED_START,
                    "nobody can say which head of the central journal is agreed upon: "
                            + away.getMessage(),
                    away);
        }
        agreed.ifPresent(head -> StartHeads.requireHere(central, head));
        HeadGate gate = new HeadGate(store, agreed);
        central.behind(gate);
        return gate;
    }
}
