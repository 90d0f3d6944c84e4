// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.PKIXReason;

/// What the JDK's reasons are here.
final class Reasons {
    private Reasons() {}

    static Reason of(CertPathValidatorException found) {
        return switch (found.getReason()) {
            case BasicReason basic -> of(basic);
            case PKIXReason pkix -> of(pkix);
            case OwnChecks.Objection own -> of(own);
            default -> Reason.OTHER;
        };
    }

    private static Reason of(BasicReason reason) {
        return switch (reason) {
            case EXPIRED -> Reason.EXPIRED;
            case NOT_YET_VALID -> Reason.NOT_YET_VALID;
            case REVOKED -> Reason.REVOKED;
            case UNDETERMINED_REVOCATION_STATUS -> Reason.STATUS_UNKNOWN;
            case INVALID_SIGNATURE -> Reason.BAD_SIGNATURE;
            case ALGORITHM_CONSTRAINED -> Reason.WEAK;
            case UNSPECIFIED -> Reason.OTHER;
        };
    }

    private static Reason of(PKIXReason reason) {
        return switch (reason) {
            case NAME_CHAINING, NO_TRUST_ANCHOR -> Reason.NO_PATH;
            case INVALID_KEY_USAGE -> Reason.KEY_USAGE;
            case INVALID_POLICY -> Reason.POLICY;
            case UNRECOGNIZED_CRIT_EXT -> Reason.CRITICAL_EXTENSION;
            case NOT_CA_CERT -> Reason.NOT_AN_AUTHORITY;
            case PATH_TOO_LONG -> Reason.PATH_TOO_LONG;
            case INVALID_NAME -> Reason.NAME;
        };
    }

    private static Reason of(OwnChecks.Objection objection) {
        return switch (objection) {
            case WEAK -> Reason.WEAK;
            case PURPOSE, AUTHORITY -> Reason.PURPOSE;
            case REVOKED -> Reason.REVOKED;
        };
    }
}
