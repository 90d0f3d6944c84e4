// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.holdfast.identity.Role;
import org.holdfast.offices.OfficeCode;

/// The account of an official, as this site knows it.
///
/// @param role empty, as is the name, of one that is closed and that no order has made
/// @param made empty for one that was there before accounts were ordered
/// @param closed since when it opens nothing any more, whether it was closed or its last day is
///   over
public record Official(
        String id,
        Optional<Role> role,
        Optional<OfficeCode> office,
        String name,
        Optional<LocalDate> until,
        Optional<Instant> made,
        Optional<Instant> closed) {
    /// Does not print the name.
    @Override
    public String toString() {
        return "Official[" + id + "]";
    }
}
