// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

/// Why what an authority said was not taken; what was there before stays.
public enum FetchRefusal {
    /// No connection, or one that broke.
    UNREACHABLE,
    /// Not the whole answer before the end of waiting.
    DEADLINE,
    /// Another HTTP code than 200; redirections are not followed.
    HTTP_CODE,
    /// More bytes than the bound of its kind.
    TOO_LARGE,
    /// Not what it should be.
    MALFORMED,
    /// Of another issuer, signed by somebody else, or about something else than was asked.
    FOREIGN,
    /// Signed with what [Strength] does not have.
    WEAK,
    /// From before what is there.
    OLDER,
    /// From a moment that has not come.
    FUTURE,
    /// An OCSP responder that does not know the certificate, or does not answer for it.
    NOT_TOLD,
    /// A trust list that waits for a person ([StatusStore#accept]).
    WAITS_FOR_A_PERSON,
    /// Taken, but not kept on disk: it counts until this process ends.
    NOT_KEPT
}
