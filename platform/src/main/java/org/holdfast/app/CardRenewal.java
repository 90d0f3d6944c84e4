// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.holdfast.database.Rounds;
import org.holdfast.keys.Certifier;
import org.holdfast.keys.KeptKeys;
import org.holdfast.keys.Keys;
import org.holdfast.pki.Issued;
import org.holdfast.pki.Pki;
import org.holdfast.pki.PkiAnswer;
import org.holdfast.pki.RevocationReason;
import org.holdfast.pki.Use;

/// Keeps the host for cards in a certificate: one for a machine from our own authorities, ordered
/// when there is none that has half of its time left, or files, read again when they change. What
/// was used before is revoked as superseded, so that nobody is alarmed about its end.
///
/// A crash behind the making of a key: the next look orders for that key. Behind the order: the
/// next look finds the certificate.
final class CardRenewal implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final String ORDERER = Pki.OWN_HOST;

    private final CardListener listener;
    private final Pki pki;
    private final Keys keys;
    private final InstantSource clock;
    private final Rounds rounds = Rounds.of("card-certificate", LOOK, this::look);
    private List<FileTime> read = List.of();

    CardRenewal(CardListener listener, Pki pki, Keys keys, InstantSource clock) {
        this.listener = listener;
        this.pki = pki;
        this.keys = keys;
        this.clock = clock;
    }

    void start() {
        rounds.start();
    }

    /// Looks once.
    synchronized void look() {
        Optional<CardSettings.Files> files = listener.settings().files();
        if (files.isPresent()) {
            lookAt(files.get());
        } else if (!pki.authorities().isEmpty()) {
            lookAtOwn();
        }
    }

    private record Own(KeptKeys.Kept key, Issued issued) {}

    private String use() {
        return "host for cards " + listener.settings().host();
    }

    /// Certificates of this host that count, the one that ends last at the end.
    private List<Own> own() {
        Instant now = clock.instant();
        List<KeptKeys.Kept> kept = keys.kept().all(use());
        List<Own> all = new ArrayList<>();
        for (Issued one : pki.all()) {
            if (one.use() == Use.SITE
                    && one.holder().equals(listener.settings().host())
                    && one.isGood(now)) {
                kept.stream()
                        .filter(key -> isSame(key.publicKey(), one.certificate().getPublicKey()))
                        .findFirst()
                        .ifPresent(key -> all.add(new Own(key, one)));
            }
        }
        all.sort((a, b) -> end(a).compareTo(end(b)));
        return all;
    }

    private static boolean isSame(PublicKey one, PublicKey other) {
        return Arrays.equals(one.getEncoded(), other.getEncoded());
    }

    private static Instant end(Own one) {
        return one.issued().certificate().getNotAfter().toInstant();
    }

    private void lookAtOwn() {
        List<Own> all = own();
        if (all.isEmpty() || isHalfOver(all.getLast())) {
            order();
            all = own();
        }
        if (all.isEmpty()) {
            return;
        }
        Own best = all.getLast();
        X509Certificate certificate = best.issued().certificate();
        if (listener.keys().now().filter(one -> one.certificate().equals(certificate)).isEmpty()) {
            listener.keys().hold(best.key().key(), chain(best.issued()));
        }
        for (Own one : all.subList(0, all.size() - 1)) {
            var _ =
                    pki.revoke(
                            ORDERER,
                            "superseded " + one.issued().name().text(),
                            one.issued().name(),
                            RevocationReason.SUPERSEDED);
        }
    }

    private boolean isHalfOver(Own one) {
        Instant begin = one.issued().certificate().getNotBefore().toInstant();
        Duration half = Duration.between(begin, end(one)).dividedBy(2);
        return !clock.instant().isBefore(begin.plus(half));
    }

    private List<X509Certificate> chain(Issued issued) {
        List<X509Certificate> chain = new ArrayList<>(List.of(issued.certificate()));
        pki.authorities().stream()
                .filter(one -> one.key().equals(issued.name().issuer()))
                .findFirst()
                .ifPresent(one -> chain.add(one.certificate()));
        return chain;
    }

    /// Does nothing while this site has no issuing key of its own.
    private void order() {
        KeptKeys.Kept key = unused().orElseGet(() -> keys.kept().make(use()));
        PkiAnswer _ =
                pki.issue(
                        new Pki.Order(
                                ORDERER,
                                "card " + digest(key.publicKey()),
                                Use.SITE,
                                listener.settings().host(),
                                request(key)));
    }

    /// A key that no certificate was ever made for.
    private Optional<KeptKeys.Kept> unused() {
        List<Issued> all = pki.all();
        return keys.kept().all(use()).stream()
                .filter(key ->
                        all.stream()
                                .noneMatch(one ->
                                        isSame(key.publicKey(), one.certificate().getPublicKey())))
                .findFirst();
    }

    private static String digest(PublicKey key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static byte[] request(KeptKeys.Kept key) {
        try {
            return new JcaPKCS10CertificationRequestBuilder(
                            new X500Principal("CN=card"), key.publicKey())
                    .build(new JcaContentSignerBuilder(Certifier.ALGORITHM).build(key.key()))
                    .getEncoded();
        } catch (OperatorCreationException | IOException bug) {
            throw new IllegalStateException("cannot ask for a certificate", bug);
        }
    }

    /// What cannot be read is read again at the next look; what was read before stays.
    private void lookAt(CardSettings.Files files) {
        try {
            List<FileTime> times =
                    List.of(
                            Files.getLastModifiedTime(files.chain()),
                            Files.getLastModifiedTime(files.key()));
            if (times.equals(read)) {
                return;
            }
            List<X509Certificate> chain = chain(files.chain());
            listener.keys().hold(key(files.key(), chain.getFirst().getPublicKey()), chain);
            read = times;
        } catch (IOException | GeneralSecurityException fault) {
            throw new IllegalStateException(
                    "certificate and key for cards: expected PEM files, a chain and its PKCS#8 key",
                    fault);
        }
    }

    private static List<X509Certificate> chain(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (chain.isEmpty()) {
                throw new IOException("no certificate in it");
            }
            return chain;
        }
    }

    private static PrivateKey key(Path file, PublicKey of)
            throws IOException, GeneralSecurityException {
        String text = Files.readString(file);
        int begin = text.indexOf("-----BEGIN PRIVATE KEY-----");
        int end = text.indexOf("-----END PRIVATE KEY-----");
        if (begin < 0 || end < begin) {
            throw new IOException("no key in it");
        }
        String base64 = text.substring(begin + "-----BEGIN PRIVATE KEY-----".length(), end);
        return KeyFactory.getInstance(of.getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }

    @Override
    public void close() {
        rounds.close();
    }
}
