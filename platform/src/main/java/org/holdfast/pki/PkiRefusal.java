// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

/// Why nothing was issued or revoked; nothing was done.
public enum PkiRefusal {
    /// No request for a certificate (RFC 2986) with a signature by its own key.
    BAD_REQUEST("bad-certificate-request"),
    /// Another key than ECDSA P-256.
    BAD_KEY("bad-certificate-key"),
    /// No holder, or one with other letters than accounts have.
    BAD_HOLDER("bad-certificate-holder"),
    /// The operation's id was used for another order.
    REUSED("operation-reused"),
    /// Nobody here has read of such a certificate or issuer.
    UNKNOWN("certificate-unknown"),
    /// This office has no such other site.
    NO_SITE("site-unknown"),
    /// A site that was heard within a minute is not lost.
    SITE_HEARD("site-is-heard"),
    /// This site has no issuing key yet, or none any more.
    NOT_READY("authority-not-ready");

    private final String code;

    PkiRefusal(String code) {
        this.code = code;
    }

    /// As in the API.
    public String code() {
        return code;
    }
}
