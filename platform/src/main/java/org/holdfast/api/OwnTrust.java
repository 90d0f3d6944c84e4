// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.keys.Keys;
import org.holdfast.verifier.TrustList;

/// This office's own trust list, read again only when a seal or a journal was certified since.
/// Thread-safe.
public final class OwnTrust implements Supplier<TrustList> {
    private final Keys keys;
    private volatile Optional<Known> known = Optional.empty();

    /// A list and the numbers of certificates that it was made from; both only ever grow.
    private record Known(int seals, int journals, TrustList list) {}

    public OwnTrust(Keys keys) {
        this.keys = keys;
    }

    @Override
    public TrustList get() {
        int seals = keys.seals().all().size();
        int journals = keys.root().journals().size();
        Optional<Known> last = known;
        if (last.isPresent() && last.get().seals() == seals && last.get().journals() == journals) {
            return last.get().list();
        }
        TrustList read = TrustList.read(keys.trust());
        known = Optional.of(new Known(seals, journals, read));
        return read;
    }
}
