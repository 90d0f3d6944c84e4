// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A published checkpoint, as a note and as read from it.
///
/// @param note whose lines of the journal's key were verified
record Head(SignedNote note, Checkpoint checkpoint) {
    /// Verifies a note; lines of the journal's key that were verified in a known one are not
    /// verified again.
    static Head of(SignedNote note, NoteVerifier verifier, @Nullable Head known) {
        return known != null && known.vouchesFor(note, verifier.key())
                ? new Head(note, known.checkpoint)
                : new Head(note, verifier.checkpoint(note));
    }

    /// Whether another note says nothing in the journal's name that this one does not say: the same
    /// text, and of the key's lines none but those that were verified here, and at least one.
    private boolean vouchesFor(SignedNote other, Vkey key) {
        List<NoteSignature> claims = other.signatures().stream().filter(key::isClaimedBy).toList();
        return !claims.isEmpty()
                && other.text().equals(note.text())
                && note.signatures().containsAll(claims);
    }
}
