// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.NodeJournal;
import tools.jackson.databind.node.ObjectNode;

/// Enters that somebody is let in, once for each challenge: it is on disk when it returns, and
/// before anything opens. All logins that a process enters share one key, which says nothing about
/// whose they are. Thread-safe.
///
/// A crash before the entry: nobody was let in. Behind it and before the answer: a token that
/// nobody has, and a challenge that is used up; the person tries again.
final class LoginWriter {
    private final NodeJournal journal;
    private final Keys keys;
    private final LoginBook book;
    private final Set<Handle> under = ConcurrentHashMap.newKeySet();
    private volatile Optional<DataKey> shared = Optional.empty();

    LoginWriter(NodeJournal journal, Keys keys, LoginBook book) {
        this.journal = journal;
        this.keys = keys;
        this.book = book;
    }

    /// The operation that a challenge may be used for.
    Handle operation(byte[] challenge) {
        return keys.handles().of("login challenge", challenge);
    }

    /// Whether a challenge has opened something, here or elsewhere as far as was read.
    boolean isUsed(Handle operation) {
        return book.isUsed(operation) || journal.byOperation(operation).isPresent();
    }

    /// @return false when the challenge has opened something already; nothing was entered then
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    boolean enter(byte[] challenge, LoginEntries.Entered login) {
        return enter(challenge, login.content());
    }

    /// The same, with more in its content.
    boolean enter(byte[] challenge, ObjectNode content) {
        Handle operation = operation(challenge);
        if (!under.add(operation)) {
            return false;
        }
        try {
            if (isUsed(operation)) {
                return false;
            }
            var _ =
                    journal.append(
                            new EntryDraft(
                                    LoginEntries.LOGIN,
                                    LoginEntries.ALL,
                                    keys.handles().of("login", challenge),
                                    0,
                                    Optional.empty(),
                                    Optional.of(key()),
                                    content,
                                    Optional.of(operation)),
                            List.of());
            book.look();
            return true;
        } finally {
            under.remove(operation);
        }
    }

    private DataKey key() {
        Optional<DataKey> known = shared;
        if (known.isPresent()) {
            return known.get();
        }
        synchronized (this) {
            if (shared.isEmpty()) {
                shared = Optional.of(keys.dataKeys().create());
            }
            return shared.get();
        }
    }
}
