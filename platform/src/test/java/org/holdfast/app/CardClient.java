// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.holdfast.testing.Openssl;

/// Somebody with a certificate who shakes hands with the host for cards, over one connection.
final class CardClient implements AutoCloseable {
    private static final char[] PASSWORD = "a test's own".toCharArray();
    private static final int PATIENCE_MILLIS = 30_000;

    private final SSLSocket socket;

    private CardClient(SSLSocket socket) {
        this.socket = socket;
    }

    /// What one shows: its certificate first, none for nobody.
    record Card(List<X509Certificate> chain, PrivateKey key) {}

    static Card card(Openssl openssl, String name, byte[]... chain) {
        try {
            CertificateFactory x509 = CertificateFactory.getInstance("X.509");
            List<X509Certificate> read = new java.util.ArrayList<>();
            for (byte[] one : chain) {
                read.add((X509Certificate) x509.generateCertificate(new ByteArrayInputStream(one)));
            }
            var _ =
                    openssl.good(
                            "pkcs8",
                            "-topk8",
                            "-nocrypt",
                            "-in",
                            name + ".key",
                            "-outform",
                            "DER",
                            "-out",
                            name + ".pk8");
            return new Card(
                    read,
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(openssl.read(name + ".pk8"))));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    static SSLContext context(X509Certificate root, List<Card> cards) {
        try {
            KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            trust.setCertificateEntry("root", root);
            TrustManagerFactory believed = TrustManagerFactory.getInstance("PKIX");
            believed.init(trust);
            // this kind takes chains that are none
            KeyStore own = KeyStore.getInstance("JKS");
            own.load(null, null);
            for (Card one : cards) {
                own.setKeyEntry(
                        "card", one.key(), PASSWORD, one.chain().toArray(Certificate[]::new));
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("NewSunX509");
            keys.init(own, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), believed.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException bug) {
            throw new IllegalStateException(bug);
        }
    }

    static CardClient connect(SSLContext context, int port) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.startHandshake();
        return new CardClient(socket);
    }

    SSLSocket socket() {
        return socket;
    }

    void send(String method, String accept, String body) throws IOException {
        socket.getOutputStream()
                .write(
                        ("%s /login/card HTTP/1.1\r\nHost: localhost\r\nAccept: %s\r\n"
                                        + "Content-Type: application/x-www-form-urlencoded\r\n"
                                        + "Content-Length: %d\r\n\r\n%s")
                                .formatted(method, accept, body.length(), body)
                                .getBytes(StandardCharsets.US_ASCII));
    }

    /// Everything until the other end closes.
    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /// One login as a program.
    static String token(SSLContext context, int port) throws IOException {
        try (CardClient client = connect(context, port)) {
            client.send("POST", "application/json", "");
            return client.rest();
        }
    }

    /// A certificate as it comes from the API.
    static byte[] der(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
