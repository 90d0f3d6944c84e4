// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.util.List;
import org.holdfast.offices.OfficeCode;
import org.holdfast.verifier.Compromises;

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

    /// The public half of a seal key.
    record Certified(
            OfficeCode office, String name, java.security.cert.X509Certificate certificate) {
        /// As statements of the root name it.
        public String keyName() {
            return Compromises.keyName(certificate.getPublicKey());
        }
    }
}
