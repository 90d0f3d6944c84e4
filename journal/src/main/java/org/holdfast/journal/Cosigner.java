// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Signs checkpoints of others as a witness or a mirror; C2SP tlog-cosignature with Ed25519, key
/// type 0x04. Thread-safe as far as the key's provider is.
///
/// The signature says that no larger consistent tree was seen. This class signs whatever it is
/// given; [Witness] and [Mirror] see to it that the statement is true. The signed bytes do not hold
/// the cosigner's name, so each cosigner needs a key of its own.
public final class Cosigner {
    private final PrivateKey key;
    private final CosignatureVerifier verifier;
    private final Optional<Provider> provider;

    private Cosigner(PrivateKey key, CosignatureVerifier verifier, Optional<Provider> provider) {
        this.key = key;
        this.verifier = verifier;
        this.provider = provider;
    }

    /// A cosigner of an Ed25519 key pair under a name.
    public static Cosigner of(String name, PrivateKey key, PublicKey publicKey) {
        return new Cosigner(key, CosignatureVerifier.of(name, publicKey), Optional.empty());
    }

    /// The same cosigner, which signs through a given provider, for speed. What it has signed is
    /// verified by the platform's all the same.
    public Cosigner through(Optional<Provider> given) {
        return new Cosigner(key, verifier, given);
    }

    /// The key's name.
    public String name() {
        return verifier.name();
    }

    /// The vkey of the public key.
    public String vkey() {
        return verifier.vkey();
    }

    /// The verifier of what this signs.
    public CosignatureVerifier verifier() {
        return verifier;
    }

    /// Cosigns the whole text of a checkpoint note, extension lines included, and verifies the
    /// cosignature before it is given away. A note whose text is not a checkpoint is refused. The
    /// time counts in whole seconds and must be after 1970-01-01: zero would say that nothing is
    /// said about time.
    public NoteSignature cosign(SignedNote checkpointNote, Instant time) {
        Checkpoint.parse(checkpointNote.text());
        long seconds = time.getEpochSecond();
        if (seconds <= 0) {
            throw new IllegalArgumentException("a cosignature's time is after 1970, not " + time);
        }
        byte[] made = sign(CosignatureVerifier.message(checkpointNote.text(), seconds));
        byte[] stamped = ByteBuffer.allocate(8 + made.length).putLong(seconds).put(made).array();
        NoteSignature signature = new NoteSignature(name(), verifier.key().idBytes(), stamped);
        verifier.verify(new SignedNote(checkpointNote.text(), List.of(signature)));
        return signature;
    }

    /// Signs a statement that is no checkpoint, such as what a mirror has erased: lines of text,
    /// under a heading of their own, so that it can never be taken for a cosignature nor a
    /// cosignature for it.
    public SignedNote state(String text) {
        byte[] made = sign(CosignatureVerifier.statement(text));
        NoteSignature signature = new NoteSignature(name(), verifier.key().idBytes(), made);
        SignedNote note = new SignedNote(text, List.of(signature));
        verifier.requireStated(note);
        return note;
    }

    private byte[] sign(byte[] message) {
        try {
            Signature signing = Ed25519.signing(key, provider);
            signing.update(message);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new JournalFault(
                    JournalFault.Code.CRYPTOGRAPHY, "signing by " + name() + " failed", e);
        }
    }
}
