// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

/// Why nothing was done about an account.
public enum AccountRefusal {
    /// Only operators order.
    ROLE_NOT_PERMITTED("role-not-permitted"),
    /// The operation's id was used for another order.
    REUSED("idempotency-conflict"),
    /// A role that nobody makes by hand.
    BAD_ROLE("account-role-bad"),
    /// No name, a longer one than is taken, or one with letters that hide or turn others.
    BAD_NAME("account-name-bad"),
    /// An officer without an office that exists, or somebody else with one.
    BAD_OFFICE("account-office-bad"),
    /// A last day that is over, further away than ten years, or of an operator.
    BAD_UNTIL("account-until-bad"),
    /// No reason, or one that is no plain text.
    BAD_REASON("account-reason-bad"),
    /// The other account of the same person does not fit the order.
    BAD_OTHER("account-other-bad"),
    /// Just such an account was closed: whoever works again is ordered as such, by two.
    CLOSED_BEFORE("account-closed-before"),
    /// About oneself.
    OWN("account-own"),
    /// Nobody would be left to run the office.
    LAST_OPERATOR("account-last-operator"),
    /// No official has it, as far as this site knows.
    UNKNOWN("account-unknown"),
    /// It is closed.
    CLOSED("account-closed"),
    /// Nothing of that name waits for an agreement about this account.
    REQUEST_UNKNOWN("account-request-unknown"),
    /// Whoever asked does not agree as well.
    SAME_OPERATOR("account-same-operator"),
    /// Somebody has agreed already.
    SETTLED("account-request-settled"),
    /// It has waited too long, or whoever asked is no operator any more.
    LAPSED("account-request-lapsed"),
    /// So many wait that no more are taken.
    TOO_MANY("account-requests-many");

    private final String code;

    AccountRefusal(String code) {
        this.code = code;
    }

    /// As in the API.
    public String code() {
        return code;
    }
}
