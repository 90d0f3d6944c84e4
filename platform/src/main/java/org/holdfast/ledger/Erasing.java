// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.journal.Hash;
import org.holdfast.journal.SignedNote;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;

/// Carries acts of erasure out: keys, blobs and rows of this site, and its word for it. An act
/// begins when its entry is sealed in the central journal, and is finished by whoever comes by
/// first: the caller of [#finish], or the next start, which opens no door before. Thread-safe.
public interface Erasing {
    /// The sealed act of an operation.
    Optional<ErasureAct> act(Handle operation);

    /// The sealed act that names an entry, whether this node holds the entry or not.
    Optional<Hash> covering(Leaf leaf, Hash hash);

    /// What sites said of an act, newest first; as far as this node's journal knows.
    List<Attestation> attestations(ErasureAct act);

    /// What mirrors said of an act, one of each place, as far as this node's journal knows.
    List<MirrorAttestation> copies(ErasureAct act);

    /// Takes a mirror's signed statement that it has carried an act out, into the node journal,
    /// durably. The same again changes nothing. Refused when its key did not sign it, or the act is
    /// not known here.
    Mirroring.Taken take(Mirroring.Place place, SignedNote note);

    /// Finishes every sealed act that this site has not attested yet. Repeating it is safe. When it
    /// throws, some of it may be done, and the rest is done by the next call or start.
    void finish();

    /// Every key that is to stay destroyed: of sealed acts, of this node's attestations, and of the
    /// tombstones in the key store. One of the three is enough.
    Set<KeyId> destroyed();

    /// The sealed act that destroyed a key; empty when only an attestation or a tombstone says so,
    /// as after a restore of an older central journal.
    Optional<ErasureAct> actOf(KeyId key);
}
