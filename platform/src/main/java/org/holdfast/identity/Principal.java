// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.util.Optional;
import org.holdfast.offices.OfficeCode;

/// Somebody who is known: the outcome of a checked token or session.
///
/// @param id opaque, stable, fit for journals
/// @param subject the person's own record, for citizens
/// @param name for people to read; never in logs
/// @param onlyInPerson whether the account was last heard of longer ago than accounts are believed
///   for everything: whoever acts by it may only do what serves a person in person ([InPerson])
public record Principal(
        String id,
        Role role,
        Optional<OfficeCode> office,
        Optional<PersonRecord> subject,
        String name,
        boolean onlyInPerson) {
    /// Somebody whose account is believed for everything.
    public Principal(
            String id,
            Role role,
            Optional<OfficeCode> office,
            Optional<PersonRecord> subject,
            String name) {
        this(id, role, office, subject, name, false);
    }

    /// The same, by an account that was not heard of for long.
    Principal longUnheard() {
        return new Principal(id, role, office, subject, name, true);
    }

    /// Does not print the name.
    @Override
    public String toString() {
        return "Principal[" + id + ", " + role.code() + "]";
    }
}
