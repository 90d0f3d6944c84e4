// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.holdfast.keys.CertificateProfile;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;
import org.holdfast.keys.KeptKeys;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.PromiseKey;
import org.holdfast.keys.RootAuthority;
import org.holdfast.keys.Seals;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.offices.Country;
import org.holdfast.verifier.CertificateUse;

/// Keys that live as long as this object, over any number of starts of a ledger.
final class MemoryKeys implements Keys, RootAuthority, DataKeys, Handles {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyPair rootPair = generate("EC");
    private final X509Certificate root =
            certify("CN=test root", rootPair.getPublic(), Optional.empty());
    private final KeyPair promisePair = generate("EC");
    private final PromiseKey promise =
            new PromiseKey(
                    promisePair.getPrivate(),
                    certify(
                            "CN=test node",
                            promisePair.getPublic(),
                            Optional.of(CertificateUse.PROMISES)));
    private final List<JournalCertificate> journals = new ArrayList<>();
    private final Map<KeyId, DataKey> dataKeys = new ConcurrentHashMap<>();
    private final Map<KeyId, Erasure> erasures = new ConcurrentHashMap<>();
    private final Set<KeyId> adopted = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> taken = new ConcurrentHashMap<>();
    private final AtomicInteger failing = new AtomicInteger();

    private static KeyPair generate(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private X509Certificate certify(String subject, PublicKey key, Optional<CertificateUse> only) {
        Instant now = Instant.now();
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            new X500Principal("CN=test root"),
                            new BigInteger(64, RANDOM),
                            Date.from(now.minusSeconds(60)),
                            Date.from(now.plusSeconds(86_400)),
                            new X500Principal(subject),
                            key);
            int usage = only.isEmpty() ? KeyUsage.keyCertSign : KeyUsage.digitalSignature;
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            if (only.isPresent()) {
                KeyPurposeId purpose =
                        KeyPurposeId.getInstance(new ASN1ObjectIdentifier(only.get().oid()));
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(rootPair.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    @Override
    public String site() {
        return "0badcafe";
    }

    @Override
    public RootAuthority root() {
        return this;
    }

    @Override
    public Seals seals() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PromiseKey promises() {
        return promise;
    }

    @Override
    public DataKeys dataKeys() {
        return this;
    }

    @Override
    public KeptKeys kept() {
        throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate certifyAuthority(
            X500Name subject, PublicKey key, CertificateProfile profile) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Handles handles() {
        return this;
    }

    @Override
    public SecretKey secret(String use) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void whenCertified(Runnable publish) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void mirrors(List<Keys.Mirror> all) {
        // no trust file here
    }

    @Override
    public Optional<byte[]> wrapped(KeyId id) {
        return find(id).map(key -> key.key().getEncoded());
    }

    @Override
    public void elsewhere(java.util.function.Function<KeyId, Optional<byte[]>> source) {
        // Every key is here.
    }

    /// Nodes that share these keys share this store too.
    @Override
    public void adoptAll(Map<KeyId, byte[]> wrapped) {
        if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new KeysFault(KeysFault.Code.STORE, "planted");
        }
        adopted.addAll(wrapped.keySet());
    }

    @Override
    public Optional<Instant> taken(String source) {
        return Optional.ofNullable(taken.get(source));
    }

    @Override
    public void taken(String source, Instant upto) {
        taken.put(source, upto);
    }

    /// What this store was ever given from elsewhere.
    Set<KeyId> adopted() {
        return adopted;
    }

    /// The store takes no keys the next so many times.
    void failAdopting(int times) {
        failing.set(times);
    }

    @Override
    public void compromised(String key, Instant since, Instant now) {
        throw new UnsupportedOperationException();
    }

    /// Nothing is ever stated here.
    @Override
    public byte[] revocations(Instant from, Instant until) {
        return org.holdfast.keys.RevocationList.of(
                org.holdfast.keys.Certifier.Issuer.of(rootPair.getPrivate(), root),
                new org.holdfast.keys.RevocationList.Validity(from, until),
                BigInteger.ONE,
                List.of());
    }

    @Override
    public List<Compromise> compromises() {
        return List.of();
    }

    @Override
    public void adopt(DataKey opened) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String trust() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    @Override
    public X509Certificate certificate() {
        return root;
    }

    @Override
    public synchronized JournalCertificate certifyJournal(
            String name, String origin, String vkey, PublicKey key) {
        if (journals.stream().anyMatch(known -> known.origin().equals(origin))) {
            throw new IllegalStateException("certified already: " + origin);
        }
        JournalCertificate made =
                new JournalCertificate(
                        name,
                        origin,
                        vkey,
                        certify("CN=" + origin, key, Optional.of(CertificateUse.JOURNALS)));
        journals.add(made);
        return made;
    }

    @Override
    public synchronized void adoptJournals(List<JournalCertificate> published) {
        published.forEach(one -> {
            journals.removeIf(known -> known.origin().equals(one.origin()));
            journals.add(one);
        });
    }

    @Override
    public synchronized List<JournalCertificate> journals() {
        return List.copyOf(journals);
    }

    @Override
    public DataKey create() {
        byte[] id = new byte[16];
        byte[] secret = new byte[32];
        RANDOM.nextBytes(id);
        RANDOM.nextBytes(secret);
        DataKey key = new DataKey(KeyId.of(id), new SecretKeySpec(secret, "AES"));
        dataKeys.put(key.id(), key);
        return key;
    }

    @Override
    public List<DataKey> createAll(int count) {
        return Stream.generate(this::create).limit(count).toList();
    }

    @Override
    public Optional<DataKey> find(KeyId id) {
        return Optional.ofNullable(dataKeys.get(id));
    }

    @Override
    public Erasure erase(KeyId id, String basis) {
        dataKeys.remove(id);
        return erasures.computeIfAbsent(id, _ -> new Erasure(id, Instant.now(), basis));
    }

    /// As if an old backup of the store had come back: the key is there, its tombstone is not.
    void restore(DataKey key) {
        erasures.remove(key.id());
        dataKeys.put(key.id(), key);
    }

    /// As if the store had been damaged: neither key nor tombstone.
    void lose(DataKey key) {
        dataKeys.remove(key.id());
    }

    @Override
    public Optional<Erasure> erasure(KeyId id) {
        return Optional.ofNullable(erasures.get(id));
    }

    @Override
    public List<Erasure> erasures() {
        return List.copyOf(erasures.values());
    }

    @Override
    public long count() {
        return dataKeys.size();
    }

    @Override
    public Handle of(String label, byte[] id) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
            mac.update(label.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Handle.of(Arrays.copyOf(mac.doFinal(id), 16));
        } catch (GeneralSecurityException fault) {
            throw new IllegalStateException(fault);
        }
    }

    @Override
    public Handle of(String label, String id) {
        return of(label, id.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public Handle of(String label, UUID id) {
        return of(label, id.toString());
    }

    @Override
    public SubjectHandle subject(Country country, String register, UUID record) {
        throw new UnsupportedOperationException();
    }
}
