// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

/// Object identifiers of extended key usage.
final class Purpose {
    /// RFC 5280 §4.2.1.12, id-kp-serverAuth.
    static final String SERVER = "1.3.6.1.5.5.7.3.1";

    /// RFC 5280 §4.2.1.12, id-kp-clientAuth.
    static final String CLIENT = "1.3.6.1.5.5.7.3.2";

    /// RFC 3161 §2.3, id-kp-timeStamping.
    static final String TIME_STAMPS = "1.3.6.1.5.5.7.3.8";

    /// RFC 6960 §4.2.2.2, id-kp-OCSPSigning.
    static final String STATUS = "1.3.6.1.5.5.7.3.9";

    /// RFC 9336, id-kp-documentSigning.
    static final String DOCUMENTS = "1.3.6.1.5.5.7.3.36";

    private Purpose() {}
}
