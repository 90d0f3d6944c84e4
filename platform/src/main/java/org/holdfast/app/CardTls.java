// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// TLS as the host for cards speaks it: 1.3 (RFC 8446) and nothing else, a certificate asked for
/// and not required, no session taken up again. Thread-safe.
final class CardTls implements org.apache.tomcat.util.net.SSLContext {
    static final String PROTOCOL = "TLSv1.3";

    /// JSSE sends no tickets for sessions that last longer than RFC 8446 §4.6.1 lets a ticket, and
    /// without a ticket there is nothing to take up: each connection proves the key again.
    private static final Duration LONGER_THAN_TICKETS = Duration.ofDays(8);

    private final SSLContext context;
    private final Semaphore hands;

    /// @param hands how many handshakes may work at once
    CardTls(CardKeys keys, CardHandshakes handshakes, int hands, SecureRandom random) {
        this.hands = new Semaphore(hands, true);
        try {
            this.context = SSLContext.getInstance(PROTOCOL);
            context.init(new KeyManager[] {keys}, new TrustManager[] {handshakes}, random);
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
        context.getServerSessionContext()
                .setSessionTimeout(Math.toIntExact(LONGER_THAN_TICKETS.toSeconds()));
    }

    @Override
    public SSLEngine createSSLEngine() {
        return new CardEngine(context.createSSLEngine(), hands);
    }

    /// Is ready as it was made.
    @Override
    public void init(
            KeyManager @Nullable [] keys,
            TrustManager @Nullable [] trust,
            @Nullable SecureRandom random) {}

    @Override
    public void destroy() {}

    @Override
    public SSLSessionContext getServerSessionContext() {
        return context.getServerSessionContext();
    }

    @Override
    public SSLServerSocketFactory getServerSocketFactory() {
        return context.getServerSocketFactory();
    }

    @Override
    public SSLParameters getSupportedSSLParameters() {
        return context.getSupportedSSLParameters();
    }

    @Override
    public X509Certificate[] getCertificateChain(@Nullable String alias) {
        return new X509Certificate[0];
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
