// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.KeyId;

/// The keys under which a journal takes nothing more. Somebody may hold a destroyed key in memory
/// and be about to append: whatever comes after [#bury] is refused, and what was being written is
/// on disk when it returns, where the search for blobs finds it. Thread-safe.
final class BuriedKeys {
    private final Set<KeyId> keys = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock writing = new ReentrantReadWriteLock();

    void bury(Collection<KeyId> more) {
        writing.writeLock().lock();
        try {
            keys.addAll(more);
        } finally {
            writing.writeLock().unlock();
        }
    }

    boolean holds(Optional<KeyId> key) {
        return key.isPresent() && keys.contains(key.get());
    }

    /// @throws LedgerFault with `ERASED` for a buried key
    void requireLiving(Optional<DataKey> key) {
        if (holds(key.map(DataKey::id))) {
            throw fault();
        }
    }

    static LedgerFault fault() {
        return new LedgerFault(LedgerFault.Code.ERASED, "the key of this entry was erased");
    }

    /// Runs a write that [#bury] has to wait for; inside it, ask [#holds].
    void write(Runnable action) {
        writing.readLock().lock();
        try {
            action.run();
        } finally {
            writing.readLock().unlock();
        }
    }
}
