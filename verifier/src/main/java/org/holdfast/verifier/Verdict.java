// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

/// What the verifier says in the end. Only [#GENUINE] is a yes.
public enum Verdict {
    /// Issued by an office that chains to a trusted root, and not a bit has changed since.
    GENUINE("genuine"),
    /// Somebody changed it, or it contradicts itself.
    ALTERED("altered"),
    /// Intact perhaps, but no trusted root stands behind whoever made it.
    UNKNOWN_ISSUER("unknown-issuer"),
    /// Genuine, but the record that it prints has changed since. Known only when asked online.
    SUPERSEDED("superseded"),
    /// Genuine once, withdrawn by the office since. Known only when asked online.
    WITHDRAWN("withdrawn"),
    /// Signed by a key that other hands have had since some moment, and nothing proves that it was
    /// there before: it may be the office's or a forger's.
    COMPROMISED("compromised"),
    /// Not something that this program can read as a paper, seal or receipt.
    UNREADABLE("unreadable");

    private final String code;

    Verdict(String code) {
        this.code = code;
    }

    /// The word used in JSON and on the command line.
    public String code() {
        return code;
    }
}
