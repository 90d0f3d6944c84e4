// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.TlogProof;

/// A receipt that was verified and is then used as evidence about journals.
public sealed interface ReceiptReading {
    /// Everything that it holds was proved.
    ///
    /// @param leaf leaf hash of the entry that is inside
    /// @param holdsPayload whether the encrypted payload is inside, which the entry commits to
    /// @param journal the key of the journal that it names, certified by a root
    /// @param certificate of that key
    /// @param proof verified under that key; empty for a promise
    /// @param promised when a node promised, as it wrote the time; empty without a promise
    record Proved(
            String grade,
            Hash leaf,
            boolean holdsPayload,
            NoteVerifier journal,
            X509Certificate certificate,
            Optional<TlogProof> proof,
            Optional<String> promised)
            implements ReceiptReading {}

    /// It is not to be believed in anything.
    record NotProved(ReceiptVerdict verdict) implements ReceiptReading {}
}
