// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.CRLReason;
import org.holdfast.verifier.Compromises;

/// The root of this site, in `root.p12`.
final class LocalRoot implements RootAuthority {
    private static final String ENTRY = "root";

    private final Certifier certifier;
    private final CertificateStore store;
    private final PrivateKey key;
    private final X509Certificate certificate;

    private LocalRoot(
            Certifier certifier, CertificateStore store, PrivateKey key, X509Certificate self) {
        this.certifier = certifier;
        this.store = store;
        this.key = key;
        this.certificate = self;
    }

    static LocalRoot open(
            KeyFiles files,
            MasterSecret secret,
            Certifier certifier,
            CertificateStore store,
            X500Name name) {
        char[] password = secret.password();
        byte[] file = files.once("root.p12", () -> make(certifier, name, password));
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(new ByteArrayInputStream(file), password);
            return new LocalRoot(
                    certifier,
                    store,
                    (PrivateKey) keys.getKey(ENTRY, password),
                    (X509Certificate) keys.getCertificate(ENTRY));
        } catch (IOException | GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.ALTERED, "cannot open root.p12", fault);
        }
    }

    private static byte[] make(Certifier certifier, X500Name name, char[] password) {
        try {
            KeyPair pair = newKey();
            Certificate self = certifier.selfSigned(pair, name);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(ENTRY, pair.getPrivate(), password, new Certificate[] {self});
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            keys.store(out, password);
            return out.toByteArray();
        } catch (IOException | GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot make the root", fault);
        }
    }

    static KeyPair newKey() {
        try {
            KeyPairGenerator generator = Providers.generator("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot make a key", fault);
        }
    }

    X509Certificate certify(X500Name subject, PublicKey publicKey, Certifier.Use use) {
        return certifier.certify(Certifier.Issuer.of(key, certificate), subject, publicKey, use);
    }

    @Override
    public X509Certificate certifyAuthority(
            X500Name subject, PublicKey publicKey, CertificateProfile profile) {
        if (!profile.authority() || profile.purposes().isEmpty()) {
            throw new IllegalArgumentException("expected the profile of an issuing authority");
        }
        return certifier.certify(
                Certifier.Issuer.of(key, certificate), subject, publicKey, profile);
    }

    static X500Name commonName(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }

    @Override
    public X509Certificate certificate() {
        return certificate;
    }

    @Override
    public JournalCertificate certifyJournal(
            String name, String origin, String vkey, PublicKey publicKey) {
        X509Certificate made = certify(commonName(origin), publicKey, Certifier.Use.JOURNAL);
        JournalCertificate journal = new JournalCertificate(name, origin, vkey, made);
        store.addJournal(journal); // refuses an origin that was certified before
        return journal;
    }

    @Override
    public void adoptJournals(List<JournalCertificate> published) {
        for (JournalCertificate journal : published) {
            try {
                journal.certificate().verify(certificate.getPublicKey());
            } catch (GeneralSecurityException foreign) {
                throw new KeysFault(
                        KeysFault.Code.ALTERED,
                        "this root did not certify " + journal.origin(),
                        foreign);
            }
            boolean known =
                    store.journals().stream()
                            .anyMatch(one ->
                                    one.origin().equals(journal.origin())
                                            && one.vkey().equals(journal.vkey()));
            if (!known) {
                store.putJournal(journal);
            }
        }
    }

    @Override
    public List<JournalCertificate> journals() {
        return store.journals();
    }

    @Override
    public void compromised(String name, Instant since, Instant now) {
        boolean known =
                compromises().stream()
                        .anyMatch(one -> one.key().equals(name) && !one.since().isAfter(since));
        if (known) {
            return;
        }
        try {
            Signature signing = Providers.signature("SHA256withECDSA");
            signing.initSign(key);
            signing.update(Compromises.text(name, since, now));
            store.addCompromise(new Compromise(name, since, now, signing.sign()));
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot sign a statement", fault);
        }
    }

    @Override
    public List<Compromise> compromises() {
        return store.compromises();
    }

    @Override
    public byte[] revocations(Instant from, Instant until) {
        Map<String, Instant> since = new HashMap<>();
        compromises().forEach(one -> since.merge(one.key(), one.since(), LocalRoot::earlier));
        Stream<X509Certificate> certified =
                Stream.of(
                                store.seals().stream().map(CertificateStore.Kept::certificate),
                                store.promises().stream().map(PromiseKey::certificate),
                                store.journals().stream().map(JournalCertificate::certificate))
                        .flatMap(all -> all);
        List<RevocationList.Revoked> revoked =
                certified.flatMap(one -> revoked(one, since).stream()).toList();
        return RevocationList.of(
                Certifier.Issuer.of(key, certificate),
                new RevocationList.Validity(from, until),
                BigInteger.valueOf(from.getEpochSecond()),
                revoked);
    }

    private static Optional<RevocationList.Revoked> revoked(
            X509Certificate certificate, Map<String, Instant> since) {
        return Optional.ofNullable(since.get(Compromises.keyName(certificate.getPublicKey())))
                .map(moment ->
                        new RevocationList.Revoked(
                                certificate.getSerialNumber(), moment, CRLReason.keyCompromise));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
