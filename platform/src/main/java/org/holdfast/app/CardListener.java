// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.holdfast.logins.CertificateLogins;
import org.holdfast.portal.CardDoor;

/// The second door of the web server, at which TLS asks for certificates. Connections, threads and
/// the hands that shake are its own and few: whoever floods it takes nothing from the main port but
/// a share of the processors that is named here. Thread-safe.
final class CardListener implements CardDoor {
    /// Connections at once, also silent ones; as many again may wait in the system.
    static final int CONNECTIONS = 128;

    /// A silent connection ends after so long, in a handshake too.
    static final int SILENCE_MILLIS = 5_000;

    private static final int KEEP_ALIVE_MILLIS = 5_000;

    /// Threads that wait for slow clients; what costs goes through the hands.
    private static final int THREADS = 16;

    /// The attribute of a request that came in here.
    private static final String HERE = CardListener.class.getName();

    private final CardSettings settings;
    private final String domain;
    private final IntSupplier mainPort;
    private final CardKeys keys = new CardKeys();
    private final CardHandshakes handshakes;
    private final Connector connector;

    /// @param bind address to listen on
    /// @param domain that people log in at
    /// @param mainPort the port of the main host, once it listens
    CardListener(
            CardSettings settings,
            String bind,
            String domain,
            IntSupplier mainPort,
            InstantSource clock,
            SecureRandom random) {
        this.settings = settings;
        this.domain = domain;
        this.mainPort = mainPort;
        this.handshakes = new CardHandshakes(clock);
        int hands = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.connector = connector(bind, new CardTls(keys, handshakes, hands, random));
    }

    private Connector connector(String bind, CardTls tls) {
        Http11NioProtocol protocol = new Http11NioProtocol();
        try {
            protocol.setAddress(InetAddress.getByName(bind));
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("an address to listen on, found " + bind, unknown);
        }
        protocol.setMaxConnections(CONNECTIONS);
        protocol.setAcceptCount(CONNECTIONS);
        protocol.setMaxThreads(THREADS);
        protocol.setMinSpareThreads(1);
        protocol.setConnectionTimeout(SILENCE_MILLIS);
        protocol.setKeepAliveTimeout(KEEP_ALIVE_MILLIS);
        protocol.setMaxHttpRequestHeaderSize(WebSettings.HEADER_BYTES);
        protocol.setSSLEnabled(true);
        SSLHostConfig config = new SSLHostConfig();
        config.setProtocols(CardTls.PROTOCOL);
        config.setCertificateVerification("optional");
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(config, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setSslContext(tls);
        config.addCertificate(certificate);
        protocol.addSslHostConfig(config);
        Connector made = new Connector(protocol);
        made.setPort(settings.port());
        made.setScheme("https");
        made.setSecure(true);
        made.setXpoweredBy(false);
        return made;
    }

    CardSettings settings() {
        return settings;
    }

    CardKeys keys() {
        return keys;
    }

    Connector connector() {
        return connector;
    }

    /// Remembers that a request came in here.
    static void mark(HttpServletRequest request) {
        request.setAttribute(HERE, true);
    }

    @Override
    public Optional<String> address() {
        int port = connector.getLocalPort();
        return keys.now()
                .filter(_ -> port > 0)
                .map(_ ->
                        settings.outside()
                                .orElseGet(() -> "https://" + settings.host() + ":" + port));
    }

    @Override
    public boolean isHere(HttpServletRequest request) {
        return request.getAttribute(HERE) != null;
    }

    @Override
    public Optional<CertificateLogins.Handshake> shown(HttpServletRequest request) {
        return request.getAttribute(org.apache.catalina.Globals.SSL_SESSION_ID_ATTR)
                        instanceof String session
                ? handshakes.find(session)
                : Optional.empty();
    }

    @Override
    public boolean take(CertificateLogins.Handshake shown) {
        return handshakes.take(shown);
    }

    @Override
    public String back() {
        return domain.equals("localhost")
                ? "http://localhost:" + mainPort.getAsInt()
                : "https://" + domain;
    }
}
