// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The store of data keys, outside PostgreSQL. Wrapped by the site's master key; durable when a
/// method returns. An erased key leaves a tombstone for ever and is never found again. Thread-safe.
public interface DataKeys {
    /// Makes and keeps one key.
    DataKey create();

    /// Makes and keeps many keys in one durable commit; use batches of about 1,000 to 50,000.
    List<DataKey> createAll(int count);

    /// Empty when the key never was or has been erased; see [#erasure].
    Optional<DataKey> find(KeyId id);

    /// The key as it is kept: wrapped by the site's master key (AES key wrap, RFC 3394; 40 bytes),
    /// so that other places can keep it and none of them can use it. Empty as for [#find].
    Optional<byte[]> wrapped(KeyId id);

    /// Finds many at once, which is several times cheaper; those that are not there are left out.
    default Map<KeyId, DataKey> findAll(Collection<KeyId> ids) {
        Map<KeyId, DataKey> found = new HashMap<>();
        ids.forEach(id -> find(id).ifPresent(key -> found.put(id, key)));
        return found;
    }

    /// Takes keys back in that another place has kept for this site, as [#wrapped] gave them. Keys
    /// that are here stay; erased ones stay erased. Durable when it returns.
    ///
    /// @throws KeysFault with `ALTERED` when one was not wrapped by this site's master key
    void adoptAll(Map<KeyId, byte[]> wrapped);

    /// Takes keys as [#adoptAll] does, but for those that were altered on their way.
    ///
    /// @return those that were left out; durable for the others when it returns
    default List<KeyId> adoptUnaltered(Map<KeyId, byte[]> wrapped) {
        try {
            adoptAll(wrapped);
            return List.of();
        } catch (KeysFault one) {
            if (one.code() != KeysFault.Code.ALTERED) {
                throw one;
            }
            if (wrapped.size() == 1) {
                return List.copyOf(wrapped.keySet());
            }
        }
        List<KeyId> altered = new ArrayList<>();
        wrapped.forEach((id, key) -> altered.addAll(adoptUnaltered(Map.of(id, key))));
        return altered;
    }

    /// Up to when this store has what a source gives, as [#taken(String, Instant)] said; empty when
    /// that was never said here. It lies with the keys: a store that was made again has taken
    /// nothing, one that was put back to an older state what it had taken then.
    ///
    /// @param source a name of the caller's choice
    Optional<Instant> taken(String source);

    /// Says that everything that a source gave before a moment is here. Durable when it returns.
    void taken(String source, Instant upto);

    /// Takes a key back in that shares of the recovery key opened. A key that is here stays; an
    /// erased one stays erased. Durable when it returns.
    void adopt(DataKey opened);

    /// From now on a key that is neither here nor erased is asked for there, wrapped as [#wrapped]
    /// gives it, and kept when it comes. Asked in the caller's thread.
    default void elsewhere(Function<KeyId, Optional<byte[]>> source) {
        throw new UnsupportedOperationException("this store asks nobody else");
    }

    /// A key as it stands in receipts, for the office's recovery key; empty when the office has no
    /// recovery key, or the key is not here.
    default Optional<Recoverable> recoverable(KeyId id) {
        return Optional.empty();
    }

    /// A data key sealed for a recovery key.
    ///
    /// @param key the recovery key's id
    /// @param sealed what [RecoveryCeremony#open] opens
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Recoverable(String key, byte[] sealed) {}

    /// Erases a key for ever. Repeating it changes nothing and gives the first erasure.
    ///
    /// @param basis the legal basis, without personal data
    Erasure erase(KeyId id, String basis);

    /// The tombstone of an erased key.
    Optional<Erasure> erasure(KeyId id);

    /// All tombstones, oldest first: every restore replays them before it opens.
    List<Erasure> erasures();

    /// Number of living keys.
    long count();

    /// A key was erased.
    record Erasure(KeyId id, Instant at, String basis) {}
}
