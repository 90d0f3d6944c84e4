// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import org.holdfast.journal.Hash;

/// What came of an enrolment, or of its end.
public sealed interface EnrolmentAnswer {
    /// The passkey opens its account at this site, and at others once they have read of it.
    ///
    /// @param leaf the entry's name, for its receipt
    /// @param repeated whether the same answer was taken before
    record Enrolled(Passkey passkey, Hash leaf, boolean repeated) implements EnrolmentAnswer {}

    /// It opens nothing any more, for ever.
    record Ended(String name, Hash leaf) implements EnrolmentAnswer {}

    /// Nothing was entered.
    record Refused(LoginRefusal why) implements EnrolmentAnswer {}
}
