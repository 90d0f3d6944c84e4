// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Optional;
import org.holdfast.journal.JournalRefusal.Reason;

/// Verifies the cosignatures of one witness or mirror; C2SP tlog-cosignature, key types 0x04
/// (Ed25519) and 0x06 (ML-DSA-44). Immutable and thread-safe.
///
/// A timestamp of zero is refused: for Ed25519 the witness protocol forbids it, and for ML-DSA-44
/// it says that the cosigner does not claim to have seen no larger tree, which is what is asked for
/// here. An ML-DSA-44 cosignature does not cover extension lines.
public final class CosignatureVerifier {
    private static final int TIME_BYTES = 8;
    private static final int MAX_NAME_BYTES = 255;

    private final Vkey vkey;
    private final Optional<Provider> provider;

    private CosignatureVerifier(Vkey vkey, Optional<Provider> provider) {
        this.vkey = vkey;
        this.provider = provider;
    }

    /// Reads a vkey of type 0x04 or 0x06. The id must be the key's own.
    public static CosignatureVerifier parse(String vkey) {
        Vkey read = Vkey.parse(vkey, Vkey.Type.COSIGNATURE, Vkey.Type.ML_DSA_44);
        return new CosignatureVerifier(read, Optional.empty());
    }

    /// The verifier of an Ed25519 key under a name.
    static CosignatureVerifier of(String name, PublicKey key) {
        return new CosignatureVerifier(Vkey.of(name, Vkey.Type.COSIGNATURE, key), Optional.empty());
    }

    /// The same verifier through a given provider, for speed, where it knows Ed25519; equal to this
    /// one, since both take and refuse the same. ML-DSA-44 stays with the platform's provider.
    public CosignatureVerifier through(Optional<Provider> given) {
        return new CosignatureVerifier(vkey, given);
    }

    /// The key's name.
    public String name() {
        return vkey.name();
    }

    /// The vkey: name+hex8(key id)+base64(type ‖ key).
    public String vkey() {
        return vkey.text();
    }

    /// The public key alone.
    public PublicKey publicKey() {
        return vkey.publicKey();
    }

    /// The named key.
    Vkey key() {
        return vkey;
    }

    /// Returns what this key's cosignature on a checkpoint note says; of several, the latest.
    /// Refuses when there is none, or when one that claims this key does not verify. Whether the
    /// journal's own key signed is not looked at.
    public Cosignature verify(SignedNote note) {
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        long latest = 0;
        for (NoteSignature signature : note.signatures()) {
            if (vkey.isClaimedBy(signature)) {
                latest = Math.max(latest, time(note, checkpoint, signature.signature()));
            }
        }
        if (latest == 0) {
            throw new JournalRefusal(Reason.SIGNATURE_MISSING, "no cosignature by " + name());
        }
        return new Cosignature(name(), latest);
    }

    /// Refuses a statement (see [Cosigner#state]) that this key did not sign: one signature line,
    /// of this key, Ed25519.
    public void requireStated(SignedNote note) {
        boolean claimed =
                note.signatures().size() == 1 && vkey.isClaimedBy(note.signatures().getFirst());
        if (!claimed || vkey.type() != Vkey.Type.COSIGNATURE) {
            throw new JournalRefusal(Reason.SIGNATURE_MISSING, "no statement by " + name());
        }
        boolean valid;
        try {
            Signature verifying = Ed25519.verifying(vkey.key(), provider);
            verifying.update(statement(note.text()));
            valid = verifying.verify(note.signatures().getFirst().signature());
        } catch (GeneralSecurityException e) {
            throw new JournalRefusal(
                    Reason.SIGNATURE_INVALID, "the statement by " + name() + " is malformed", e);
        }
        if (!valid) {
            throw new JournalRefusal(
                    Reason.SIGNATURE_INVALID, "the statement by " + name() + " does not verify");
        }
    }

    /// What a statement's signature covers.
    static byte[] statement(String text) {
        return ("holdfast-statement-v1\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    private long time(SignedNote note, Checkpoint checkpoint, byte[] stamped) {
        if (stamped.length <= TIME_BYTES) {
            throw invalid("is too short");
        }
        long time = ByteBuffer.wrap(stamped).getLong();
        if (time <= 0) {
            throw invalid("has a time of zero or above 2^63-1");
        }
        byte[] signature = Arrays.copyOfRange(stamped, TIME_BYTES, stamped.length);
        boolean valid;
        try {
            Signature verifying = verifying();
            verifying.update(message(note, checkpoint, time));
            valid = verifying.verify(signature);
        } catch (GeneralSecurityException e) {
            throw new JournalRefusal(
                    Reason.SIGNATURE_INVALID, "the cosignature by " + name() + " is malformed", e);
        }
        if (!valid) {
            throw invalid("does not verify");
        }
        return time;
    }

    private Signature verifying() throws GeneralSecurityException {
        if (vkey.type() == Vkey.Type.COSIGNATURE) {
            return Ed25519.verifying(vkey.key(), provider);
        }
        Signature verifying = Signature.getInstance(vkey.type().algorithm());
        verifying.initVerify(vkey.key());
        return verifying;
    }

    private byte[] message(SignedNote note, Checkpoint checkpoint, long time) {
        return switch (vkey.type()) {
            case COSIGNATURE -> message(note.text(), time);
            case ML_DSA_44 -> subtreeMessage(checkpoint, time);
            case NOTE -> throw new IllegalStateException("not the key of a cosigner");
        };
    }

    /// What an Ed25519 cosigner signs: header line, time line, and the whole text of the note.
    static byte[] message(String text, long time) {
        String message = "cosignature/v1\ntime " + time + "\n" + text;
        return message.getBytes(StandardCharsets.UTF_8);
    }

    /// What an ML-DSA-44 cosigner signs: a `cosigned_message` over all of the tree.
    private byte[] subtreeMessage(Checkpoint checkpoint, long time) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes("subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII));
        opaque(message, name());
        message.writeBytes(ByteBuffer.allocate(8).putLong(time).array());
        opaque(message, checkpoint.origin());
        message.writeBytes(ByteBuffer.allocate(8).putLong(0).array());
        message.writeBytes(ByteBuffer.allocate(8).putLong(checkpoint.size().value()).array());
        message.writeBytes(checkpoint.root().raw());
        return message.toByteArray();
    }

    private void opaque(ByteArrayOutputStream message, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_NAME_BYTES) {
            throw invalid("cannot cover a name or origin above 255 bytes");
        }
        message.write(bytes.length);
        message.writeBytes(bytes);
    }

    private JournalRefusal invalid(String what) {
        return new JournalRefusal(
                Reason.SIGNATURE_INVALID, "the cosignature by " + name() + " " + what);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CosignatureVerifier that && vkey().equals(that.vkey());
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
