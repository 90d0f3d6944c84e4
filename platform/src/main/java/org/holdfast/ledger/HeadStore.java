// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.SignedNote;

/// The one head of the central journal that everybody agrees upon who could ever sign it, kept
/// outside of the database and of the journal's files. Thread-safe.
///
/// The head is moved before its signature is given away. So two holders of a key cannot publish two
/// trees: the second one does not win. A start that finds itself behind the agreed head knows that
/// its database or its files were put back to an older state; with the evidence kept beside the
/// head another site can go on from it.
public interface HeadStore extends AutoCloseable {
    /// The store did not answer, and what was asked for may have happened or not; or what it holds
    /// is no head. Nothing is to be concluded from either, and it may be asked again.
    final class Away extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Away(String message) {
            super(message);
        }
    }

    /// The store of a site in an etcd.
    ///
    /// @param endpoints such as `http://10.1.0.1:2379`, of one etcd
    /// @param site as it stands in the site's origins
    static HeadStore etcd(List<URI> endpoints, String site) {
        return new EtcdHeads(endpoints, "/holdfast/" + site + "/central/head");
    }

    /// The agreed head as of now; empty when there never was one, or the store lost it.
    ///
    /// @throws Away when the store does not answer
    Optional<Head> read();

    /// Moves the head in one atomic step, if it is the expected one.
    ///
    /// @return the head that is agreed upon now: `to` when it was moved, by this call or by an
    ///   earlier one whose answer got lost
    /// @throws Away when the store does not answer
    Optional<Head> move(Optional<Head> expected, Head to);

    /// The same, and what proves the head to others is kept beside it in the same atomic step.
    Optional<Head> move(Optional<Head> expected, Head to, Evidence evidence);

    /// The agreed head and what is kept beside it. Whoever can write the store can write a head: it
    /// is proved by the note alone, once that is verified. Note and opening are empty when they
    /// cannot be read, the note also when it is not of that head.
    ///
    /// @throws Away when the store does not answer
    Published published();

    /// What proves a head.
    ///
    /// @param note the signed checkpoint, by the journal's key alone
    /// @param opening the origin's first entry, given with the origin's first head
    record Evidence(SignedNote note, Optional<NewEntry> opening) {}

    /// The agreed head with its evidence, as of one moment.
    record Published(Optional<Head> head, Optional<SignedNote> note, Optional<NewEntry> opening) {}

    /// Lets connections go.
    @Override
    void close();
}
