// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.keys.Keys;
import org.holdfast.verifier.TrustList;

/// This office's own trust list, read again only when something in it changed. Thread-safe.
public final class OwnTrust implements Supplier<TrustList> {
    private final Keys keys;
    private volatile Optional<Known> known = Optional.empty();

    private record Known(String text, TrustList list) {}

    public OwnTrust(Keys keys) {
        this.keys = keys;
    }

    @Override
    public TrustList get() {
        String text = keys.trust();
        Optional<Known> last = known;
        if (last.isPresent() && last.get().text().equals(text)) {
            return last.get().list();
        }
        TrustList read = TrustList.read(text);
        known = Optional.of(new Known(text, read));
        return read;
    }
}
