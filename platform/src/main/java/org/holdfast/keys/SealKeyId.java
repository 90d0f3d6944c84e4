// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/// The key id of a seal: the first eight bytes of the SHA-256 of the certificate's DER.
///
/// @param hex sixteen hexadecimal digits
public record SealKeyId(String hex) {
    /// The key id of a certificate.
    public static SealKeyId of(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new SealKeyId(HexFormat.of().formatHex(Arrays.copyOf(digest, 8)));
        } catch (NoSuchAlgorithmException | CertificateEncodingException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "no key id", fault);
        }
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
