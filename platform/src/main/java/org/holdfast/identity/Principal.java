// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.util.Optional;
import org.holdfast.offices.OfficeCode;

/// Somebody who is known: the outcome of a checked token or session.
///
/// @param id opaque, stable, fit for journals
/// @param subject the person's own record, for citizens
/// @param name for people to read; never in logs
public record Principal(
        String id,
        Role role,
        Optional<OfficeCode> office,
        Optional<PersonRecord> subject,
        String name) {

    /// Does not print the name.
    @Override
    public String toString() {
        return "Principal[" + id + ", " + role.code() + "]";
    }
}
