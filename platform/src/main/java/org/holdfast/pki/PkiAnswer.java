// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import org.holdfast.journal.Hash;

/// What came of an order.
public sealed interface PkiAnswer {
    /// It stands in this node's journal.
    ///
    /// @param leaf of its entry, by which its receipt is found
    /// @param repeated whether an earlier order with the same id has done it
    record Given(Issued certificate, Hash leaf, boolean repeated) implements PkiAnswer {}

    /// It stands in this node's journal that a certificate counts no more.
    ///
    /// @param revocation as it stands now, with what was entered before
    record Revoked(Issued.Revocation revocation, Hash leaf, boolean repeated)
            implements PkiAnswer {}

    /// It stands in this node's journal that an operator holds a site for lost.
    record Lost(SiteSilence.Standing site, Hash leaf, boolean repeated) implements PkiAnswer {}

    /// Nothing was done.
    record Refused(PkiRefusal why) implements PkiAnswer {}
}
