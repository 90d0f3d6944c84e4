// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.util.Locale;
import java.util.Map;

/// Why a verdict was given: a closed list, with a text for people in each language.
public enum Reason {
    VALID(Verdict.GENUINE),
    RECEIPT_MIRRORED(Verdict.GENUINE),
    RECEIPT_SEALED(Verdict.GENUINE),
    RECEIPT_PROMISED(Verdict.GENUINE),
    RECEIPT_ERASED(Verdict.GENUINE),
    RECORD_CHANGED(Verdict.SUPERSEDED),
    PAPER_WITHDRAWN(Verdict.WITHDRAWN),
    EMPTY(Verdict.UNREADABLE),
    TOO_LARGE(Verdict.UNREADABLE),
    NOT_A_PDF(Verdict.UNREADABLE),
    TRUNCATED(Verdict.UNREADABLE),
    BROKEN_PDF(Verdict.UNREADABLE),
    ENCRYPTED(Verdict.UNREADABLE),
    NO_SIGNATURE(Verdict.UNKNOWN_ISSUER),
    SEVERAL_SIGNATURES(Verdict.ALTERED),
    BYTES_OUTSIDE_SIGNATURE(Verdict.ALTERED),
    SIGNATURE_WRAPPED(Verdict.ALTERED),
    CHANGED_AFTER_SIGNING(Verdict.ALTERED),
    SIGNATURE_BROKEN(Verdict.ALTERED),
    SIGNATURE_FORM(Verdict.ALTERED),
    SIGNATURE_WRONG(Verdict.ALTERED),
    ISSUER_NOT_TRUSTED(Verdict.UNKNOWN_ISSUER),
    KEY_NOT_FOR_PAPERS(Verdict.UNKNOWN_ISSUER),
    KEY_OUT_OF_TIME(Verdict.UNKNOWN_ISSUER),
    KEY_COMPROMISED(Verdict.COMPROMISED),
    FROM_THE_FUTURE(Verdict.ALTERED),
    SEAL_MISSING(Verdict.ALTERED),
    SEAL_UNREADABLE(Verdict.UNREADABLE),
    SEAL_WRONG(Verdict.ALTERED),
    SEAL_OF_OTHER_OFFICE(Verdict.ALTERED),
    RECEIPT_UNREADABLE(Verdict.UNREADABLE),
    RECEIPT_LEAF_WRONG(Verdict.ALTERED),
    RECEIPT_PAYLOAD_WRONG(Verdict.ALTERED),
    RECEIPT_PROOF_WRONG(Verdict.ALTERED),
    RECEIPT_PROMISE_WRONG(Verdict.ALTERED),
    RECEIPT_CLAIMS_WRONG(Verdict.ALTERED),
    JOURNAL_NOT_TRUSTED(Verdict.UNKNOWN_ISSUER);

    private final Verdict verdict;

    Reason(Verdict verdict) {
        this.verdict = verdict;
    }

    /// The verdict that this reason leads to.
    public Verdict verdict() {
        return verdict;
    }

    /// The word used in JSON and on the command line, for example `bytes-outside-signature`.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The texts for people: keys `ko`, `ja`, `en`.
    public Map<String, String> texts() {
        return ReasonTexts.of(this);
    }
}
