// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

/// Why something is not done; nothing was done. The words are beside the routes, under the code.
public enum FactRefusal {
    /// Whatever stands between a relying party and an answer about a person.
    NOT_AVAILABLE("fact-not-available"),
    /// The copy is older than the pack allows.
    TOO_OLD("facts-too-old"),
    /// A change just made has no place in the journal yet, or a key has not come yet.
    NOT_SEALED("facts-not-sealed"),
    /// More different claims, or more answers other than `confirmed`, than a day allows.
    TOO_MANY_GUESSES("too-many-guesses"),
    /// The operation's id was used for another order.
    REUSED("operation-reused"),
    ROLE_NOT_PERMITTED("role-not-permitted"),
    UNKNOWN_SUBJECT("unknown-subject"),
    /// No pack has such a fact.
    UNKNOWN_FACT("unknown-fact"),
    /// The claim is not what the fact needs; the field is named.
    BAD_CLAIM("bad-claim"),
    UNKNOWN_PURPOSE("unknown-purpose"),
    /// No open account of a relying party.
    UNKNOWN_PARTY("relying-party-unknown"),
    /// A day or number out of what the pack allows; the field is named.
    BAD_CONSENT("bad-consent"),
    TOO_MANY_CONSENTS("too-many-consents"),
    CONSENT_UNKNOWN("consent-unknown"),
    /// No statute of a pack, or nobody was admitted by it under that id.
    BASIS_UNKNOWN("legal-basis-unknown"),
    CHECK_UNKNOWN("fact-check-unknown");

    private final String code;

    FactRefusal(String code) {
        this.code = code;
    }

    /// As in the API.
    public String code() {
        return code;
    }
}
