// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.time.Duration;

/// For how long accounts are believed after the database was last heard of them: all bounds of this
/// module.
final class Believed {
    /// What was looked up is not looked up again.
    static final Duration FRESH = Duration.ofSeconds(5);

    /// What was looked up goes on to be used where there is no copy.
    static final Duration REMEMBERED = Duration.ofMinutes(15);

    /// Accounts of the copy, for everything: a minute longer than the longest `staleness` of a
    /// service, as the copy of accounts is made every ten seconds and that of facts every second.
    /// Beyond it they are believed for what serves the person in person, as facts are.
    static final Duration EVERYTHING = Duration.ofHours(24).plusMinutes(1);

    private Believed() {}
}
