// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;

/// Signatures through JCA. Providers name the algorithm Ed25519 or EdDSA.
final class Ed25519 {
    private Ed25519() {}

    static Signature verifying(PublicKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(key);
        return signature;
    }

    static Signature signing(PrivateKey key, Optional<Provider> provider)
            throws GeneralSecurityException {
        Signature signature = instance(provider);
        signature.initSign(key);
        return signature;
    }

    private static Signature instance(Optional<Provider> provider) throws GeneralSecurityException {
        if (provider.isEmpty()) {
            return Signature.getInstance("Ed25519");
        }
        try {
            return Signature.getInstance("Ed25519", provider.get());
        } catch (NoSuchAlgorithmException _) {
            return Signature.getInstance("EdDSA", provider.get());
        }
    }
}
