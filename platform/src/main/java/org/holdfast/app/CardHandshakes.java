// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.holdfast.logins.CertificateLogins;
import org.holdfast.logins.OutsideCertificates;
import org.jspecify.annotations.Nullable;

/// Takes every certificate that TLS can read, fetches nothing, trusts nothing, and remembers which
/// handshake showed which: whether one counts is judged when somebody logs in. JSSE asks here in
/// full handshakes alone, before it has checked that the key is there; a request comes only once it
/// has. So what is remembered is a handshake of its own, and a session that was resumed is none.
/// Thread-safe.
///
/// At most as many are remembered as fit in a few megabytes; whoever is forgotten shakes hands
/// again.
final class CardHandshakes extends X509ExtendedTrustManager {
    /// Longer than any connection lives.
    private static final Duration KEPT = Duration.ofMinutes(2);

    private static final int MOST = 1_024;

    private final InstantSource clock;

    @GuardedBy("this")
    private final Map<String, Seen> seen = new LinkedHashMap<>();

    CardHandshakes(InstantSource clock) {
        this.clock = clock;
    }

    private record Seen(Instant at, CertificateLogins.Handshake shown) {}

    @Override
    public void checkClientTrusted(
            X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        SSLSession session = engine == null ? null : engine.getHandshakeSession();
        if (session == null || chain.length == 0) {
            throw new CertificateException("no handshake");
        }
        if (chain.length > 1 + OutsideCertificates.MOST_ABOVE) {
            throw new CertificateException(
                    "expected at most %d certificates, found %d"
                            .formatted(1 + OutsideCertificates.MOST_ABOVE, chain.length));
        }
        byte[] certificate = chain[0].getEncoded();
        if (certificate.length > CertificateLogins.LONGEST_CERTIFICATE) {
            throw new CertificateException(
                    "expected a certificate of at most %d bytes, found %d"
                            .formatted(CertificateLogins.LONGEST_CERTIFICATE, certificate.length));
        }
        remember(new CertificateLogins.Handshake(session.getId(), certificate));
    }

    private synchronized void remember(CertificateLogins.Handshake shown) {
        Instant now = clock.instant();
        Iterator<Seen> oldest = seen.values().iterator();
        while (oldest.hasNext()) {
            Seen one = oldest.next();
            if (seen.size() < MOST && now.isBefore(one.at().plus(KEPT))) {
                break;
            }
            oldest.remove();
        }
        seen.put(name(shown.id()), new Seen(now, shown));
    }

    private static String name(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    /// What a handshake has shown.
    ///
    /// @param session its identifier, in hexadecimal digits
    synchronized Optional<CertificateLogins.Handshake> find(String session) {
        return Optional.ofNullable(seen.get(session)).map(Seen::shown);
    }

    /// Uses a handshake up.
    ///
    /// @return false when it was
    synchronized boolean take(CertificateLogins.Handshake shown) {
        return seen.remove(name(shown.id())) != null;
    }

    /// None: the browser then offers whatever cards there are, and whose count is nobody's business
    /// before somebody logs in.
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("no handshake");
    }

    @Override
    public void checkClientTrusted(
            X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("no handshake");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("not a client");
    }

    @Override
    public void checkServerTrusted(
            X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("not a client");
    }

    @Override
    public void checkServerTrusted(
            X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("not a client");
    }
}
