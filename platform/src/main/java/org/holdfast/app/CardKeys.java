// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The certificate and key with which the host for cards names itself: whatever they are at the
/// moment of a handshake. A handshake that runs while they are exchanged ends with those it began
/// with. Thread-safe.
final class CardKeys extends X509ExtendedKeyManager {
    private volatile List<Held> held = List.of();

    /// A key and its chain, its own certificate first.
    ///
    /// @param alias differs from that of what is held next
    record Held(String alias, PrivateKey key, List<X509Certificate> chain) {
        Held {
            chain = List.copyOf(chain);
        }

        X509Certificate certificate() {
            return chain.getFirst();
        }

        /// Does not print the key.
        @Override
        public String toString() {
            return "Held[" + alias + "]";
        }
    }

    /// Uses these from the next handshake on.
    synchronized void hold(PrivateKey key, List<X509Certificate> chain) {
        String alias = "card " + chain.getFirst().getSerialNumber().toString(16);
        Held next = new Held(alias, key, chain);
        held = held.isEmpty() ? List.of(next) : List.of(next, held.getFirst());
    }

    /// What the next handshake uses.
    Optional<Held> now() {
        return held.stream().findFirst();
    }

    private Optional<Held> find(@Nullable String alias) {
        return held.stream().filter(one -> one.alias().equals(alias)).findFirst();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return now().filter(one -> one.certificate().getPublicKey().getAlgorithm().equals(keyType))
                .map(Held::alias)
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        return find(alias).map(Held::key).orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        return find(alias).map(one -> one.chain().toArray(X509Certificate[]::new)).orElse(null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
