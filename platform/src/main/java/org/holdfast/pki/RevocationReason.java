// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Why a certificate counts no more (RFC 5280 §5.3.1). There is no hold: what was revoked stays so.
public enum RevocationReason {
    UNSPECIFIED(0),
    KEY_COMPROMISE(1),
    AUTHORITY_COMPROMISE(2),
    AFFILIATION_CHANGED(3),
    SUPERSEDED(4),
    CESSATION_OF_OPERATION(5),
    PRIVILEGE_WITHDRAWN(9);

    private final int number;

    RevocationReason(int number) {
        this.number = number;
    }

    /// The CRLReason.
    public int number() {
        return number;
    }

    /// A key in other hands goes before everything else.
    int weight() {
        return this == KEY_COMPROMISE ? Integer.MAX_VALUE : number;
    }

    /// As in entries and on the command line, such as `key-compromise`.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The reason of a code.
    public static Optional<RevocationReason> of(String code) {
        return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
    }
}
