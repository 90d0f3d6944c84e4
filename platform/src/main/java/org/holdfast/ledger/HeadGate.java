// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.NoteSigner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the central journal's key sign a checkpoint only after the agreed head was moved to it.
///
/// What a crash or a pause behind each step means:
/// - before the move: nothing was signed, nobody heard.
/// - moved, not signed: the entries are on this disk; the next start finds them there, and carries
///   them into the next origin.
/// - a process that was frozen wakes and moves from a head that is no longer the agreed one: it
///   does not win, and signs nothing any more.
///
/// While the store does not answer, nothing is signed: entries wait and receipts stay `promised`.
/// For one thread at a time.
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

    /// @param agreed the head that this start has checked to be here
    HeadGate(HeadStore store, Optional<Head> agreed) {
        this.store = store;
        this.agreed = agreed;
    }

    /// A key that signs only what is agreed upon.
    ///
    /// @param journal short name of the key's origin
    NoteSigner around(String journal, NoteSigner key) {
        return key.behind(text -> {
            Checkpoint next = Checkpoint.parse(text);
            pass(new Head(journal, next.origin(), next.size().value(), next.root()));
        });
    }

    private void pass(Head next) {
        Optional<Head> now = moved(next);
        if (!now.equals(Optional.of(next))) {
            throw new LedgerFault(
                    LedgerFault.Code.STOPPED,
                    "this office was to sign %s at %d entries, and %s is agreed upon: another holder"
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

    private Optional<Head> moved(Head next) {
        boolean told = false;
        while (true) {
            try {
                return store.move(agreed, next);
            } catch (HeadStore.Away away) {
                if (!told) {
                    LOG.warn(
                            "nothing is sealed until the head store answers: {}",
                            away.getMessage());
                    told = true;
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
}
