// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An authority outside of the office: it issues certificates of officials, and tells over HTTP, by
/// a list (RFC 5280) and a responder (RFC 6960), which of them it has revoked; or it accepts
/// whoever comes and says nothing; or its way loses long packets. Thread-safe.
final class OutageAuthority implements AutoCloseable {
    /// Of what is longer than a packet on Ethernet, so much is lost.
    private static final double LOST = 0.9;

    private static final int PACKET = 1_500;
    private static final int FIRST_PART = 1_400;
    private static final int OTHERS_REVOKED = 80;
    private static final int MOST_HEAD = 16_384;
    private static final int MOST_BODY = 65_536;
    private static final Duration SPAN = Duration.ofHours(2);
    private static final Pattern LENGTH =
            Pattern.compile("(?i)\r\ncontent-length: *([0-9]{1,6})\r\n");

    /// How it answers.
    enum Manner {
        ANSWERS,
        /// Accepts a connection, and says nothing.
        SILENT,
        /// Of nine of ten long answers only the first packet comes.
        LOSES_LONG
    }

    private final KeyPair pair;
    private final X509Certificate certificate;
    private final ServerSocket socket;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final Map<BigInteger, Instant> revoked = new ConcurrentHashMap<>();
    private final AtomicLong serials = new AtomicLong(1_000);
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong visits = new AtomicLong();
    private final SplittableRandom chance;
    private volatile Manner manner = Manner.ANSWERS;

    OutageAuthority(long seed) throws IOException {
        this.chance = new SplittableRandom(seed);
        this.pair = keys();
        this.certificate =
                made(
                        "CN=outside authority",
                        pair,
                        List.of(
                                new Added(Extension.basicConstraints, new BasicConstraints(true)),
                                new Added(
                                        Extension.keyUsage,
                                        new KeyUsage(
                                                KeyUsage.keyCertSign
                                                        | KeyUsage.cRLSign
                                                        | KeyUsage.digitalSignature))));
        for (int i = 0; i < OTHERS_REVOKED; i++) {
            revoked.put(
                    BigInteger.valueOf(serials.incrementAndGet()),
                    Instant.now().minus(Duration.ofDays(i + 1)));
        }
        this.socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("outside-authority").start(this::accept);
    }

    private record Added(
            org.bouncycastle.asn1.ASN1ObjectIdentifier name,
            org.bouncycastle.asn1.ASN1Encodable value) {}

    static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// Its own certificate.
    X509Certificate certificate() {
        return certificate;
    }

    String address(String path) {
        return "http://127.0.0.1:" + socket.getLocalPort() + path;
    }

    /// Whoever comes is met so from now on.
    void manner(Manner now) {
        manner = now;
    }

    /// How often anybody has come.
    long visits() {
        return visits.get();
    }

    /// A certificate by which an official may log in.
    X509Certificate official(String name, KeyPair key) {
        return made(
                "CN=" + name,
                key,
                List.of(
                        new Added(Extension.basicConstraints, new BasicConstraints(false)),
                        new Added(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature)),
                        new Added(
                                Extension.extendedKeyUsage,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))));
    }

    /// From now on it says so, to whomever it says anything.
    void revoke(X509Certificate one) {
        revoked.put(one.getSerialNumber(), Instant.now());
    }

    private X509Certificate made(String subject, KeyPair key, List<Added> more) {
        try {
            Instant now = Instant.now();
            X509v3CertificateBuilder builder =
                    new X509v3CertificateBuilder(
                            new X500Name("CN=outside authority"),
                            BigInteger.valueOf(serials.incrementAndGet()),
                            Date.from(now.minus(Duration.ofDays(1))),
                            Date.from(now.plus(Duration.ofDays(90))),
                            new X500Name(subject),
                            SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
            JcaX509ExtensionUtils names = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    names.createSubjectKeyIdentifier(key.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    names.createAuthorityKeyIdentifier(pair.getPublic()));
            for (Added one : more) {
                builder.addExtension(one.name(), true, one.value());
            }
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer()));
        } catch (GeneralSecurityException | IOException | OperatorCreationException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private ContentSigner signer() throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    }

    private byte[] list() throws IOException, GeneralSecurityException, OperatorCreationException {
        Instant now = Instant.now();
        X509v2CRLBuilder list =
                new X509v2CRLBuilder(new X500Name("CN=outside authority"), Date.from(now));
        list.setNextUpdate(Date.from(now.plus(SPAN)));
        list.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(pair.getPublic()));
        list.addExtension(
                Extension.cRLNumber,
                false,
                new CRLNumber(BigInteger.valueOf(numbers.incrementAndGet())));
        revoked.forEach((serial, since) -> list.addCRLEntry(serial, Date.from(since), 1));
        return list.build(signer()).getEncoded();
    }

    private byte[] answer(byte[] asked)
            throws IOException, GeneralSecurityException, OCSPException, OperatorCreationException {
        BasicOCSPRespBuilder basic =
                new BasicOCSPRespBuilder(new RespID(new X500Name("CN=outside authority")));
        Instant now = Instant.now();
        for (var one : new OCSPReq(asked).getRequestList()) {
            CertificateID id = one.getCertID();
            CertificateStatus status =
                    Optional.ofNullable(revoked.get(id.getSerialNumber()))
                            .<CertificateStatus>map(since -> new RevokedStatus(Date.from(since), 1))
                            .orElse(CertificateStatus.GOOD);
            basic.addResponse(id, status, Date.from(now), Date.from(now.plus(SPAN)));
        }
        return new OCSPRespBuilder()
                .build(
                        OCSPRespBuilder.SUCCESSFUL,
                        basic.build(signer(), new X509CertificateHolder[0], Date.from(now)))
                .getEncoded();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket one = socket.accept();
                visits.incrementAndGet();
                open.add(one);
                Thread.ofVirtual().start(() -> serve(one));
            } catch (IOException over) {
                return;
            }
        }
    }

    private void serve(Socket one) {
        try (one) {
            one.setSoTimeout(60_000);
            Manner now = manner;
            if (now == Manner.SILENT) {
                await(one);
                return;
            }
            byte[] said = said(one.getInputStream());
            byte[] whole = head(said.length);
            OutputStream out = one.getOutputStream();
            if (now == Manner.LOSES_LONG && said.length + whole.length > PACKET && isLost()) {
                out.write(whole);
                out.write(said, 0, Math.min(said.length, FIRST_PART));
                out.flush();
                await(one);
                return;
            }
            out.write(whole);
            out.write(said);
            out.flush();
        } catch (IOException gone) {
            // whoever asked has left
        } catch (GeneralSecurityException | OCSPException | OperatorCreationException bug) {
            throw new IllegalStateException(bug);
        } finally {
            open.remove(one);
        }
    }

    private synchronized boolean isLost() {
        return chance.nextDouble() < LOST;
    }

    /// Until whoever asked has enough of it.
    private static void await(Socket one) throws IOException {
        try {
            while (one.getInputStream().read() >= 0) {
                // whatever else they say
            }
        } catch (SocketTimeoutException minute) {
            // long enough
        }
    }

    private byte[] said(InputStream in)
            throws IOException, GeneralSecurityException, OCSPException, OperatorCreationException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!read.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || read.size() > MOST_HEAD) {
                throw new IOException("no request");
            }
            read.write(next);
        }
        String head = read.toString(StandardCharsets.US_ASCII);
        if (head.startsWith("GET ")) {
            return list();
        }
        Matcher length = LENGTH.matcher(head);
        int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
        if (bytes > MOST_BODY) {
            throw new IOException("a long request");
        }
        return answer(Arrays.copyOf(in.readNBytes(bytes), bytes));
    }

    private static byte[] head(int length) {
        return ("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket one : open) {
                one.close();
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
