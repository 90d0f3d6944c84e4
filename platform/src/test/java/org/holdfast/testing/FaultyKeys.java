// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.SecretKey;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.Handles;
import org.holdfast.keys.KeptKeys;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.PromiseKey;
import org.holdfast.keys.RootAuthority;
import org.holdfast.keys.Seals;

/// Real keys whose store fails when told so: at one erasure, before it was saved or after; or
/// whenever a key is looked for. And which can be without a key that has not come yet.
public final class FaultyKeys implements Keys, DataKeys {
    public enum Fault {
        NOT_SAVED,
        SAVED
    }

    private final Keys real;
    private final AtomicReference<Optional<Fault>> next = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean findless = new AtomicBoolean();

    private final Set<KeyId> missing = ConcurrentHashMap.newKeySet();

    public FaultyKeys(Keys real) {
        this.real = real;
    }

    /// As before a key has come from the site that made it, and after.
    public void hide(KeyId id, boolean hidden) {
        if (hidden) {
            missing.add(id);
        } else {
            missing.remove(id);
        }
    }

    public void failOnce(Fault fault) {
        next.set(Optional.of(fault));
    }

    /// From now on, or no more, no key can be read.
    public void failFinding(boolean fails) {
        findless.set(fails);
    }

    @Override
    public Erasure erase(KeyId id, String basis) {
        Optional<Fault> fault = next.getAndSet(Optional.empty());
        if (fault.isEmpty()) {
            return real.dataKeys().erase(id, basis);
        }
        if (fault.get() == Fault.SAVED) {
            real.dataKeys().erase(id, basis);
        }
        throw new KeysFault(KeysFault.Code.STORE, "planted: " + fault.get());
    }

    @Override
    public Optional<Instant> taken(String source) {
        return real.dataKeys().taken(source);
    }

    @Override
    public void taken(String source, Instant upto) {
        real.dataKeys().taken(source, upto);
    }

    @Override
    public DataKey create() {
        return real.dataKeys().create();
    }

    @Override
    public List<DataKey> createAll(int count) {
        return real.dataKeys().createAll(count);
    }

    @Override
    public Optional<DataKey> find(KeyId id) {
        if (findless.get()) {
            throw new KeysFault(KeysFault.Code.STORE, "planted: no key can be read");
        }
        return missing.contains(id) ? Optional.empty() : real.dataKeys().find(id);
    }

    @Override
    public Optional<byte[]> wrapped(KeyId id) {
        return real.dataKeys().wrapped(id);
    }

    @Override
    public void adoptAll(Map<KeyId, byte[]> wrapped) {
        real.dataKeys().adoptAll(wrapped);
    }

    @Override
    public Optional<Erasure> erasure(KeyId id) {
        return real.dataKeys().erasure(id);
    }

    @Override
    public List<Erasure> erasures() {
        return real.dataKeys().erasures();
    }

    @Override
    public long count() {
        return real.dataKeys().count();
    }

    @Override
    public String site() {
        return real.site();
    }

    @Override
    public Optional<Recoverable> recoverable(KeyId id) {
        return real.dataKeys().recoverable(id);
    }

    @Override
    public void adopt(DataKey opened) {
        real.dataKeys().adopt(opened);
    }

    @Override
    public RootAuthority root() {
        return real.root();
    }

    @Override
    public Seals seals() {
        return real.seals();
    }

    @Override
    public PromiseKey promises() {
        return real.promises();
    }

    @Override
    public DataKeys dataKeys() {
        return this;
    }

    @Override
    public Handles handles() {
        return real.handles();
    }

    @Override
    public SecretKey secret(String use) {
        return real.secret(use);
    }

    @Override
    public KeptKeys kept() {
        return real.kept();
    }

    @Override
    public String trust() {
        return real.trust();
    }

    @Override
    public void whenCertified(Runnable publish) {
        real.whenCertified(publish);
    }

    @Override
    public void mirrors(List<Mirror> all) {
        real.mirrors(all);
    }

    @Override
    public void close() {
        real.close();
    }
}
