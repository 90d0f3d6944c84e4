// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.holdfast.offices.Office;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;

/// Seal keys made when an office first needs one, and anew a month before a certificate ends.
final class LocalSeals implements Seals {
    private static final Duration RENEW_BEFORE_END = Duration.ofDays(30);

    private final Offices offices;
    private final LocalRoot root;
    private final CertificateStore store;
    private final InstantSource clock;
    private final boolean specimen;
    private final Map<OfficeCode, SealKey> current = new ConcurrentHashMap<>();
    private final Set<SealKeyId> retired = ConcurrentHashMap.newKeySet();

    LocalSeals(
            Offices offices,
            LocalRoot root,
            CertificateStore store,
            InstantSource clock,
            boolean specimen) {
        this.offices = offices;
        this.root = root;
        this.store = store;
        this.clock = clock;
        this.specimen = specimen;
        retired.addAll(store.retired());
        store.seals().stream()
                .filter(kept -> store.isGood(kept.certificate()))
                .filter(kept -> !retired.contains(SealKeyId.of(kept.certificate())))
                .forEach(kept -> current.put(kept.office(), seal(kept)));
    }

    private SealKey seal(CertificateStore.Kept kept) {
        X509Certificate certificate = kept.certificate();
        return new SealKey(
                kept.key(),
                certificate,
                List.of(certificate, root.certificate()),
                SealKeyId.of(certificate));
    }

    @Override
    public SealKey of(OfficeCode code) {
        SealKey known = current.get(code);
        if (known != null && usable(known)) {
            return known;
        }
        Office office = offices.require(code);
        return current.compute(
                code, (_, other) -> other != null && usable(other) ? other : make(office));
    }

    private boolean usable(SealKey seal) {
        return !retired.contains(seal.id()) && fresh(seal);
    }

    private boolean fresh(SealKey seal) {
        return clock.instant()
                .plus(RENEW_BEFORE_END)
                .isBefore(seal.certificate().getNotAfter().toInstant());
    }

    private SealKey make(Office office) {
        KeyPair pair = LocalRoot.newKey();
        X509Certificate certificate =
                root.certify(subject(office), pair.getPublic(), Certifier.Use.SEAL);
        CertificateStore.Kept kept =
                new CertificateStore.Kept(
                        office.code(), office.fullName(), certificate, fast(pair.getPrivate()));
        store.addSeal(kept);
        return seal(kept);
    }

    private static PrivateKey fast(PrivateKey key) {
        try {
            return Providers.keyFactory("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot use a key", fault);
        }
    }

    private X500Name subject(Office office) {
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
        name.addRDN(BCStyle.C, office.country().name());
        name.addRDN(BCStyle.O, office.region());
        if (specimen) {
            name.addRDN(BCStyle.OU, "SPECIMEN");
        }
        name.addRDN(BCStyle.CN, office.fullName());
        name.addRDN(BCStyle.SERIALNUMBER, office.code().value());
        return name.build();
    }

    @Override
    public void retire(SealKeyId id) {
        if (!retired.contains(id)) {
            store.retire(id); // before it acts: a start in between finds it
            retired.add(id);
        }
    }

    @Override
    public List<Certified> all() {
        return store.seals().stream()
                .map(kept -> new Certified(kept.office(), kept.name(), kept.certificate()))
                .toList();
    }
}
