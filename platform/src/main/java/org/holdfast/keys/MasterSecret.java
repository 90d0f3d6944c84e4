// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The one secret of the keys folder and the keys derived from it (HKDF-SHA256, RFC 5869).
final class MasterSecret {
    private static final int BYTES = 32;
    private static final byte[] SALT = "holdfast-keys-v1".getBytes(StandardCharsets.UTF_8);

    private final byte[] secret;

    MasterSecret(byte[] secret) {
        if (secret.length != BYTES) {
            throw new KeysFault(
                    KeysFault.Code.STORE,
                    "secret: expected " + BYTES + " bytes, found " + secret.length);
        }
        this.secret = secret.clone();
    }

    SecretKey derive(String use) {
        try {
            byte[] info = use.getBytes(StandardCharsets.UTF_8);
            byte[] derived =
                    KDF.getInstance("HKDF-SHA256")
                            .deriveData(
                                    HKDFParameterSpec.ofExtract()
                                            .addIKM(secret)
                                            .addSalt(SALT)
                                            .thenExpand(info, BYTES));
            return new SecretKeySpec(derived, use.startsWith("aes:") ? "AES" : "HmacSHA256");
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot derive a key", fault);
        }
    }

    /// Password of key files.
    char[] password() {
        return HexFormat.of().formatHex(derive("password").getEncoded()).toCharArray();
    }
}
