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

    /// Keeps an account that stands in a journal as a row. One that is there stays as it is.
    ///
    /// @param made when it was entered
    void keep(Tx tx, Principal account, Instant made);

    /// Closes the row of an account that was closed in a journal. One that is closed stays as it
    /// is.
    ///
    /// @param since when that was
    void close(Tx tx, String id, Instant since);

    /// Since when an account is closed, by the journals and by the database as the transaction sees
    /// it, and not by any copy; empty for one that is open, and for one that nobody knows.
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

    /// What stands in journals of accounts, whatever rows there are: known at once, and with or
    /// without a database. Thread-safe; asked for by every request.
    interface Entered {
        /// Where no journal says anything.
        Entered NOTHING =
                new Entered() {
                    @Override
                    public Optional<Principal> find(String id) {
                        return Optional.empty();
                    }

                    @Override
                    public List<Principal> all() {
                        return List.of();
                    }

                    @Override
                    public Optional<Instant> ended(String id) {
                        return Optional.empty();
                    }
                };

        /// An account that was entered and is open.
        Optional<Principal> find(String id);

        /// All of these.
        List<Principal> all();

        /// Since when an account is closed for ever, or over, whether or not it was entered; empty
        /// for any other.
        Optional<Instant> ended(String id);
    }
}
