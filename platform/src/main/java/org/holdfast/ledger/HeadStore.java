// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// The one head of the central journal that everybody agrees upon who could ever sign it, kept
/// outside of the database and of the journal's files. Thread-safe.
///
/// The head is moved before it is signed. So two holders of a key cannot sign two trees: the second
/// one does not win. A start that finds itself behind the agreed head knows that its database or
/// its files were put back to an older state.
public interface HeadStore extends AutoCloseable {
    /// The store did not answer; what was asked for may have happened or not.
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

    /// Lets connections go.
    @Override
    void close();
}
