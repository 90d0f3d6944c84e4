// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// A key that opens what is kept about one person for one purpose. AES, 256 bits. Blobs: 12 bytes
/// nonce, then ciphertext and tag of AES-256-GCM with the key id as associated data.
public record DataKey(KeyId id, SecretKey key) {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    /// Encrypts with a fresh random nonce.
    public byte[] encrypt(byte[] plain, SecureRandom random) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Providers.cipher("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(id.bytes());
            byte[] blob = new byte[NONCE + cipher.getOutputSize(plain.length)];
            System.arraycopy(nonce, 0, blob, 0, NONCE);
            int written = cipher.doFinal(plain, 0, plain.length, blob, NONCE);
            if (NONCE + written != blob.length) {
                throw new KeysFault(
                        KeysFault.Code.CIPHER,
                        "expected " + blob.length + " bytes, found " + (NONCE + written));
            }
            return blob;
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot encrypt", fault);
        }
    }

    /// Decrypts what [#encrypt] made.
    ///
    /// @throws KeysFault with `ALTERED` when the bytes are not what this key encrypted
    public byte[] decrypt(byte[] blob) {
        if (blob.length < NONCE + TAG_BITS / 8) {
            throw new KeysFault(
                    KeysFault.Code.ALTERED, "blob of " + blob.length + " bytes is too short");
        }
        try {
            Cipher cipher = Providers.cipher("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, blob, 0, NONCE));
            cipher.updateAAD(id.bytes());
            return cipher.doFinal(blob, NONCE, blob.length - NONCE);
        } catch (AEADBadTagException altered) {
            throw new KeysFault(KeysFault.Code.ALTERED, "blob is not of key " + id, altered);
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot decrypt", fault);
        }
    }

    /// Does not print the key.
    @Override
    public String toString() {
        return "DataKey[" + id + "]";
    }
}
