// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// Signatures through JCA, by a given provider where it knows the algorithm, else by the
/// platform's. Providers name the algorithm Ed25519 or EdDSA.
final class Ed25519 {
    private static final int SIGN = 0x80;

    /// Fields of 255 bits begin here: 2^255 - 19, little-endian.
    private static final String PRIME_HEAD = "ff".repeat(30) + "7f";

    /// The y of every point whose order divides 8, little-endian: 1, -1, 0, and two of order 8.
    private static final Set<String> SMALL_ORDER =
            Set.of(
                    "01" + "00".repeat(31),
                    "ec" + PRIME_HEAD,
                    "00".repeat(32),
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");

    private Ed25519() {}

    /// False for a key that is no key, whatever a provider says of it: a y that is not reduced (RFC
    /// 8032 §5.1.3 step 1), or a point of small order, under which anybody can sign. With x = 0 and
    /// a sign (step 4) only points of small order are written.
    static boolean isKey(byte[] raw) {
        byte[] y = raw.clone();
        y[y.length - 1] &= (byte) ~SIGN;
        String hex = HexFormat.of().formatHex(y);
        boolean reduced = !hex.endsWith(PRIME_HEAD) || (y[0] & 0xff) < 0xed;
        return reduced && !SMALL_ORDER.contains(hex);
    }

    static Signature verifying(PublicKey key, Optional<Provider> provider)
            throws GeneralSecurityException {
        Signature signature = instance(provider.filter(Ed25519::isKnownTo));
        signature.initVerify(key);
        return signature;
    }

    /// A given provider may hold the key, so that no other can sign by it.
    static Signature signing(PrivateKey key, Optional<Provider> provider)
            throws GeneralSecurityException {
        Signature signature = instance(provider);
        signature.initSign(key);
        return signature;
    }

    private static boolean isKnownTo(Provider provider) {
        return provider.getService("Signature", "Ed25519") != null
                || provider.getService("Signature", "EdDSA") != null;
    }

    private static Signature instance(Optional<Provider> provider) throws GeneralSecurityException {
        if (provider.isEmpty()) {
            return Signature.getInstance("Ed25519");
        }
        boolean named = provider.get().getService("Signature", "Ed25519") != null;
        return Signature.getInstance(named ? "Ed25519" : "EdDSA", provider.get());
    }
}
