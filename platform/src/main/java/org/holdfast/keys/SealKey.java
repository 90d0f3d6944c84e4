// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// The key with which an office seals papers: ECDSA P-256, one certificate for PDF and QR code.
///
/// @param chain the certificate first, the root last
/// @param id the key id that seals carry
public record SealKey(
        PrivateKey key, X509Certificate certificate, List<X509Certificate> chain, SealKeyId id) {

    public SealKey {
        chain = List.copyOf(chain);
    }

    /// The eight bytes of the key id.
    public byte[] kid() {
        return id.bytes();
    }

    /// Does not print the key.
    @Override
    public String toString() {
        return "SealKey[" + certificate.getSubjectX500Principal() + "]";
    }
}
