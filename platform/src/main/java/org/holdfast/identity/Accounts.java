// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.database.Tx;
import org.holdfast.offices.OfficeCode;

/// The accounts that exist. Thread-safe.
public interface Accounts {
    /// Makes an account in the caller's transaction; its id is new.
    Principal add(Tx tx, NewAccount account);

    /// The open account of a person in a register, which is made when there is none; of several who
    /// ask at once one makes it.
    ///
    /// @param person as it is made; has a subject
    Principal ofPerson(Tx tx, NewAccount person);

    /// The open account of a person in a register; as it is known here while the database does not
    /// answer.
    ///
    /// @throws org.holdfast.database.DatabaseFault when it does not answer and was never heard
    Optional<Principal> ofPerson(PersonRecord person, Role role);

    /// Closes an account: its tokens, sessions and logins are nobody from now on.
    void close(Tx tx, String id);

    /// Since when an account is closed, by the database as the transaction sees it and not by any
    /// copy; empty for one that is open, and for one that the database does not know.
    Optional<Instant> closed(Tx tx, String id);

    /// Closes the accounts of a person for ever and takes name and record out of them.
    void erase(Tx tx, PersonRecord person);

    Optional<Principal> find(String id);

    /// The offices for which officers work, in the order of their codes.
    ///
    /// @throws org.holdfast.database.DatabaseFault at once when the database does not answer
    List<OfficeCode> offices();

    /// Open accounts of a role, by their names; those that are known here while the database does
    /// not answer.
    ///
    /// @throws org.holdfast.database.DatabaseFault when it does not answer and was never heard
    List<Principal> ofRole(Role role);

    /// Open accounts, oldest first.
    List<Principal> all();
}
