// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells the office where the copies are served: a statement by the mirror's key (docs/formats.md,
/// "Mirrors"), handed in once each time this mirror starts. Thread-safe.
final class Address {
    private static final String HEADING = "holdfast-address-v1";

    private final String place;
    private final MirrorKeys keys;
    private final InstantSource clock;
    private final AtomicReference<@Nullable URI> untold = new AtomicReference<>();

    Address(String place, MirrorKeys keys, InstantSource clock) {
        this.place = place;
        this.keys = keys;
        this.clock = clock;
    }

    void tell(URI address) {
        untold.set(address);
    }

    /// Hands it in, if it was not. What the office refuses is said once and not tried again; where
    /// nobody answers, the next look tries.
    void handIn(OfficeRoutes office, Consumer<String> say) throws IOException {
        URI address = untold.get();
        if (address == null) {
            return;
        }
        String text =
                String.join(
                        "\n",
                        HEADING,
                        place,
                        address.toString(),
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                        "");
        boolean taken = office.addressed(keys.mirror().state(text));
        untold.compareAndSet(address, null);
        say.accept(
                taken
                        ? "the office knows that the copies are served at " + address
                        : "the office did not take the address "
                                + address
                                + "; are its clock and this one the same?");
    }
}
