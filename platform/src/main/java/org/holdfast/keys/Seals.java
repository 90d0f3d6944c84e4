// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.util.List;
import org.holdfast.offices.OfficeCode;

/// Seal keys of the offices of this site. Thread-safe.
public interface Seals {
    /// The office's current key, made and certified at first use, then kept.
    ///
    /// @throws IllegalArgumentException for an office that does not exist
    SealKey of(OfficeCode office);

    /// Every seal certificate ever made here, oldest first, as papers stay verifiable.
    List<Certified> all();

    /// Seals nothing more with a key: what asks from now on gets another. Durable when it returns;
    /// repeating it changes nothing, and a key that is not here is no matter.
    void retire(SealKeyId id);

    /// Has the root state that a key of this site is in other hands since a moment, and publishes
    /// that. Durable when it returns; repeating it changes nothing.
    ///
    /// @throws IllegalArgumentException for a key that is not here
    void compromised(SealKeyId id, java.time.Instant since);

    /// The public half of a seal key.
    record Certified(
            OfficeCode office, String name, java.security.cert.X509Certificate certificate) {}
}
