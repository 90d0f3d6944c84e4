// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Hands a past pending checkpoint to a client, who brings it back as a ticket: HMAC-SHA256 and the
/// note. The journal's own signature would not do: it may sign a fork, and only a checkpoint that
/// this mirror has taken may come back. The key lives as long as the process; a ticket of an older
/// one is as good as none. Thread-safe.
final class Tickets {
    private static final int MAC_BYTES = 32;
    private static final int MAX_BYTES = 65_535;

    private final SecretKeySpec key;

    Tickets(SecureRandom random) {
        byte[] secret = new byte[MAC_BYTES];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /// The ticket for a note, in base64; empty when the note is too large for one.
    String ticket(SignedNote note) {
        byte[] bytes = note.bytes();
        if (bytes.length > MAX_BYTES - MAC_BYTES) {
            return "";
        }
        byte[] ticket = Arrays.copyOf(mac(bytes), MAC_BYTES + bytes.length);
        System.arraycopy(bytes, 0, ticket, MAC_BYTES, bytes.length);
        return Base64.getEncoder().encodeToString(ticket);
    }

    /// The note in a ticket that was made here; empty for any other bytes.
    Optional<SignedNote> note(byte[] ticket) {
        if (ticket.length <= MAC_BYTES) {
            return Optional.empty();
        }
        byte[] bytes = Arrays.copyOfRange(ticket, MAC_BYTES, ticket.length);
        boolean ours = MessageDigest.isEqual(mac(bytes), Arrays.copyOf(ticket, MAC_BYTES));
        return ours ? Optional.of(SignedNote.parse(bytes)) : Optional.empty();
    }

    private byte[] mac(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
