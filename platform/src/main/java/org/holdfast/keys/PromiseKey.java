// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/// The key with which this node signs promises: ECDSA P-256.
public record PromiseKey(PrivateKey key, X509Certificate certificate) {
    /// Does not print the key.
    @Override
    public String toString() {
        return "PromiseKey[" + certificate.getSubjectX500Principal() + "]";
    }
}
