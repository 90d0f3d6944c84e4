// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

/// Why an order is not done.
public enum RenewalRefusal {
    ROLE_NOT_PERMITTED,

    /// The operation ordered something else before.
    REUSED,

    /// No renewal has that name.
    UNKNOWN,

    /// No seal key of this site has that id.
    UNKNOWN_KEY,

    /// An earlier order has that key already.
    ALREADY,

    /// The moment before which keys were made is to come.
    BAD_MOMENT,

    /// Not a reason that can be written down.
    BAD_REASON,

    /// As many renewals as an office keeps.
    TOO_MANY,

    /// This site has no key for time stamps: the office has no authorities yet.
    NO_STAMPS
}
