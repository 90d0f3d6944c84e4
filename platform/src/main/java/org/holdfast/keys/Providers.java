// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/// Algorithms from the fast native provider where it loads on this machine and knows the algorithm,
/// from the JDK otherwise. Nothing is registered globally. Thread-safe.
public final class Providers {
    private static final Optional<Provider> FAST = load();

    private Providers() {}

    private static Optional<Provider> load() {
        try {
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            return provider.getLoadingError() == null ? Optional.of(provider) : Optional.empty();
        } catch (LinkageError notForThisMachine) {
            return Optional.empty();
        }
    }

    /// The native provider, when it loaded.
    public static Optional<Provider> fast() {
        return FAST;
    }

    /// Which provider signs, in words for an operator.
    public static String describe() {
        return FAST.map(provider -> provider.getName() + " " + provider.getVersionStr())
                .orElse("JDK");
    }

    public static Signature signature(String algorithm) throws GeneralSecurityException {
        Optional<Provider> provider = knowing("Signature", algorithm);
        return provider.isPresent()
                ? Signature.getInstance(algorithm, provider.get())
                : Signature.getInstance(algorithm);
    }

    public static Cipher cipher(String transformation) throws GeneralSecurityException {
        Optional<Provider> provider = knowing("Cipher", transformation);
        return provider.isPresent()
                ? Cipher.getInstance(transformation, provider.get())
                : Cipher.getInstance(transformation);
    }

    public static Mac mac(String algorithm) throws GeneralSecurityException {
        Optional<Provider> provider = knowing("Mac", algorithm);
        return provider.isPresent()
                ? Mac.getInstance(algorithm, provider.get())
                : Mac.getInstance(algorithm);
    }

    /// Keys of the fast provider are used by it without translation, and by others as well.
    static KeyFactory keyFactory(String algorithm) throws GeneralSecurityException {
        Optional<Provider> provider = knowing("KeyFactory", algorithm);
        return provider.isPresent()
                ? KeyFactory.getInstance(algorithm, provider.get())
                : KeyFactory.getInstance(algorithm);
    }

    /// A generator of the JDK: its keys are accepted by every provider.
    public static KeyPairGenerator generator(String algorithm) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(algorithm);
    }

    private static Optional<Provider> knowing(String type, String algorithm) {
        return FAST.filter(provider -> provider.getService(type, algorithm) != null);
    }
}
