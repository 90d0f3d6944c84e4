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

    /// The public half of a seal key.
    record Certified(
            OfficeCode office, String name, java.security.cert.X509Certificate certificate) {}
}
