// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.util.Optional;
import org.holdfast.journal.JournalRefusal.Reason;

/// Verifies notes by one Ed25519 key; C2SP signed-note, signature type 0x01. Immutable and
/// thread-safe.
public final class NoteVerifier {
    private final Vkey vkey;
    private final Optional<Provider> provider;

    private NoteVerifier(Vkey vkey, Optional<Provider> provider) {
        this.vkey = vkey;
        this.provider = provider;
    }

    /// The verifier of a public key under a name. The name of a journal's key is its origin.
    public static NoteVerifier of(String name, PublicKey key) {
        return new NoteVerifier(Vkey.of(name, Vkey.Type.NOTE, key), Optional.empty());
    }

    /// Reads a vkey: name+hex8(key id)+base64(type ‖ key). The id must be the key's own.
    public static NoteVerifier parse(String vkey) {
        return new NoteVerifier(Vkey.parse(vkey, Vkey.Type.NOTE), Optional.empty());
    }

    /// The same verifier through a given provider, for speed, where it knows Ed25519; equal to this
    /// one, since both take and refuse the same.
    public NoteVerifier through(Optional<Provider> given) {
        return new NoteVerifier(vkey, given);
    }

    /// The key's name.
    public String name() {
        return vkey.name();
    }

    /// The key itself.
    public PublicKey publicKey() {
        return vkey.key();
    }

    /// The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key), in 8 hexadecimal digits.
    public String keyId() {
        return vkey.keyId();
    }

    /// The vkey: name+hex8(key id)+base64(type ‖ key).
    public String vkey() {
        return vkey.text();
    }

    /// The named key.
    Vkey key() {
        return vkey;
    }

    /// Returns the text when this key signed the note. Refuses when it did not, or when a signature
    /// that claims this key does not verify; signatures of other keys are passed over.
    public String verify(SignedNote note) {
        boolean signed = false;
        for (NoteSignature signature : note.signatures()) {
            if (vkey.isClaimedBy(signature)) {
                requireValid(note.text(), signature);
                signed = true;
            }
        }
        if (!signed) {
            throw new JournalRefusal(Reason.SIGNATURE_MISSING, "no signature by " + name());
        }
        return note.text();
    }

    /// Verifies a note and reads it as a checkpoint whose origin is this key's name.
    public Checkpoint checkpoint(SignedNote note) {
        Checkpoint checkpoint = Checkpoint.parse(verify(note));
        if (!checkpoint.origin().equals(name())) {
            throw new JournalRefusal(
                    Reason.ORIGIN_DIFFERS,
                    "expected origin " + name() + ", found " + checkpoint.origin());
        }
        return checkpoint;
    }

    private void requireValid(String text, NoteSignature signature) {
        boolean valid;
        try {
            var verifying = Ed25519.verifying(publicKey(), provider);
            verifying.update(text.getBytes(StandardCharsets.UTF_8));
            valid = verifying.verify(signature.signature());
        } catch (GeneralSecurityException e) {
            throw new JournalRefusal(
                    Reason.SIGNATURE_INVALID, "the signature by " + name() + " is malformed", e);
        }
        if (!valid) {
            throw new JournalRefusal(
                    Reason.SIGNATURE_INVALID, "the signature by " + name() + " does not verify");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteVerifier that && vkey().equals(that.vkey());
    }

    @Override
    public int hashCode() {
        return vkey().hashCode();
    }

    @Override
    public String toString() {
        return vkey();
    }
}
