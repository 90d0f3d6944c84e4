// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.Optional;

/// Signs notes by one Ed25519 key. Thread-safe as far as the key's provider is.
public final class NoteSigner {
    private final PrivateKey key;
    private final Optional<Provider> provider;
    private final NoteVerifier verifier;
    private final Gate gate;

    private NoteSigner(
            NoteVerifier verifier, PrivateKey key, Optional<Provider> provider, Gate gate) {
        this.verifier = verifier;
        this.key = key;
        this.provider = provider;
        this.gate = gate;
    }

    /// Asked before a signature leaves the signer, in the signing thread; may take its time.
    @FunctionalInterface
    public interface Gate {
        /// Returns when the signed note may be given away; whatever it throws drops the signature,
        /// which nobody has seen then.
        void pass(SignedNote note);
    }

    /// A signer through whichever provider the platform prefers.
    public static NoteSigner of(String name, PrivateKey key, PublicKey publicKey) {
        return new NoteSigner(NoteVerifier.of(name, publicKey), key, Optional.empty(), _ -> {});
    }

    /// The same signer through a given provider, for speed or for a key in hardware.
    public NoteSigner through(Provider given) {
        return new NoteSigner(verifier, key, Optional.of(given), gate);
    }

    /// The same signer, which gives away only what passes this gate.
    public NoteSigner behind(Gate given) {
        return new NoteSigner(verifier, key, provider, given);
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
    public NoteVerifier verifier() {
        return verifier;
    }

    /// Signs a text that ends in a line feed, and verifies the signature before it is given away.
    public SignedNote sign(String text) {
        byte[] made;
        try {
            Signature signing = Ed25519.signing(key, provider);
            signing.update(text.getBytes(StandardCharsets.UTF_8));
            made = signing.sign();
        } catch (GeneralSecurityException e) {
            throw new JournalFault(
                    JournalFault.Code.CRYPTOGRAPHY, "signing by " + name() + " failed", e);
        }
        NoteSignature signature = new NoteSignature(name(), verifier.key().idBytes(), made);
        SignedNote note = new SignedNote(text, List.of(signature));
        verifier.verify(note);
        gate.pass(note);
        return note;
    }
}
