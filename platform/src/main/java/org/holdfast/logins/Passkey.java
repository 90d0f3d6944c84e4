// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.time.Instant;

/// A passkey that opens an account: a key pair whose private half a person's device keeps (Web
/// Authentication Level 3).
///
/// @param name opaque, stable, fit for addresses
/// @param account whose it is
/// @param label as its owner calls it; about a person
/// @param made when it was enrolled
/// @param synced whether its owner's other devices may have it too (§6.1.3, backup state)
public record Passkey(String name, String account, String label, Instant made, boolean synced) {
    /// Does not print the label.
    @Override
    public String toString() {
        return "Passkey[" + name + "]";
    }
}
