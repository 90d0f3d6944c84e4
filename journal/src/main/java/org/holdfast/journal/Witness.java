// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Cosigns the checkpoints of journals, each only when it extends all that were cosigned before;
/// C2SP tlog-witness. The rules alone: whoever calls this speaks HTTP. Thread-safe.
///
/// A cosignature leaves this class only when the checkpoint is durable in the store. Checkpoints
/// with extension lines are cosigned like others, because the specification lets a journal have
/// them: the cosignature covers them and says nothing about them. Signature lines of keys that are
/// not trusted are dropped.
public final class Witness {
    private final Cosigner cosigner;
    private final WitnessStore store;
    private final InstantSource clock;
    private final CheckpointRules rules;

    /// A witness for journals, each by its key or keys; a key's name is the origin. A cosigner that
    /// has the name or the key of a journal is refused.
    public Witness(
            List<NoteVerifier> logs, Cosigner cosigner, WitnessStore store, InstantSource clock) {
        this.cosigner = cosigner;
        this.store = store;
        this.clock = clock;
        this.rules = new CheckpointRules(logs, store);
        rules.requireOwnKey(cosigner.verifier());
    }

    /// The verifier of what this witness signs.
    public CosignatureVerifier verifier() {
        return cosigner.verifier();
    }

    /// `POST <submission prefix>/add-checkpoint`. A journal that never asked begins with size 0; so
    /// may one that wants to hear the size.
    public Answer addCheckpoint(byte[] body) {
        return rules.advance(body, note -> List.of(cosigner.cosign(note, clock.instant())));
    }

    /// `GET <monitoring prefix>/<origin hash>/checkpoint`: the latest cosigned note, with the
    /// journal's and this witness's signatures. The hash is the SHA-256 of the origin in lower-case
    /// hexadecimal.
    public Answer checkpoint(String originHash) {
        Optional<SignedNote> note = rules.origin(originHash).flatMap(store::latest);
        return note.isPresent() ? new Answer.Published(note.get()) : new Answer.Unknown();
    }
}
