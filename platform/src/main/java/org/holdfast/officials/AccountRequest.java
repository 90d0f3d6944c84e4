// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import java.time.Duration;
import java.time.Instant;

/// What one operator has asked for and another has to agree to.
///
/// @param id names order and asker together, so that who agrees to it agrees to just that
/// @param account that it is about, or that would be made
/// @param by account of the operator who asked
/// @param operation by which, as entries name it
public record AccountRequest(
        String id, String account, AccountOrder order, String by, String operation, Instant at) {
    /// For how long it waits.
    public static final Duration WAITS = Duration.ofDays(7);

    /// Until when it waits.
    public Instant lapses() {
        return at.plus(WAITS);
    }
}
