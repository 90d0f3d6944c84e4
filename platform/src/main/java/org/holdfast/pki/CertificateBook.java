// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.EntryFold;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StoredEntry;

/// What was issued and revoked, folded from the node journals of all sites as it is seen; needs no
/// database. Only grows: a revocation stays for ever, whatever journal it came from and whether or
/// not its certificate was seen. A certificate counts only when its issuer stands here and signed
/// it, and neither is believed about itself more than it says. Whatever one entry is, the others
/// are read. Thread-safe.
final class CertificateBook {
    /// Looks at which an entry may lack its issuer: that stands before it in the same journal, and
    /// the two are read one after the other.
    private static final int LOOKS = 3;

    private static final int MOST_RESPONDERS = 4;

    private final X509Certificate root;

    @GuardedBy("this")
    private final EntryFold fold;

    @GuardedBy("this")
    private final Map<String, PkiEntries.Issuer> issuers = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<String, List<PublicKey>> responders = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<CertificateName, PkiEntries.Certificate> certificates = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<CertificateName, Issued.Revocation> revocations = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<Hash, Integer> issuerless = new HashMap<>();

    @GuardedBy("this")
    private long changes;

    @GuardedBy("this")
    private boolean level;

    CertificateBook(NodeJournal journal, X509Certificate root) {
        this.root = root;
        // Revocations before what they are about: a look that ends between leaves too little.
        Map<String, EntryFold.Taking> takings = new LinkedHashMap<>();
        takings.put(
                PkiEntries.REVOCATION,
                entry -> revocation(entry, PkiEntries.Revocation.read(entry.open())));
        takings.put(
                PkiEntries.ISSUER, entry -> issuer(entry, PkiEntries.Issuer.read(entry.open())));
        takings.put(
                PkiEntries.RESPONDER,
                entry -> responder(entry, PkiEntries.Responder.read(entry.open())));
        takings.put(
                PkiEntries.CERTIFICATE,
                entry -> certificate(entry, PkiEntries.Certificate.read(entry.open())));
        this.fold = new EntryFold(journal, takings);
    }

    /// Reads what has come since the last look.
    ///
    /// @return greater than at the look before when something has changed
    synchronized long look() {
        EntryFold.Look look = fold.look();
        changes += look.taken();
        level = look.complete().contains(PkiEntries.REVOCATION);
        return changes;
    }

    /// Whether the last look has read every revocation that is there.
    synchronized boolean isLevel() {
        return level;
    }

    /// What is not under a checkpoint yet is this node's own.
    private static void requireOf(StoredEntry entry, String site) {
        String kind = site.length() == 1 ? "node" + site : "node";
        Optional<Position> place = entry.position();
        if (place.isPresent() && !place.get().kind().equals(kind)) {
            throw new IllegalArgumentException(
                    "of site " + site + ", in the journal " + place.get().journal());
        }
    }

    private synchronized boolean issuer(StoredEntry entry, PkiEntries.Issuer issuer)
            throws GeneralSecurityException {
        requireOf(entry, issuer.site());
        issuer.certificate().verify(root.getPublicKey());
        issuer.requireTrue();
        issuers.putIfAbsent(CertificateName.key(issuer.certificate()), issuer);
        return true;
    }

    private synchronized boolean responder(StoredEntry entry, PkiEntries.Responder responder) {
        requireOf(entry, responder.site());
        List<PublicKey> keys = responders.computeIfAbsent(responder.site(), _ -> new ArrayList<>());
        if (keys.size() >= MOST_RESPONDERS) {
            throw new IllegalArgumentException("more than four responders of one site");
        }
        if (keys.stream().noneMatch(one -> isSame(one, responder.key()))) {
            keys.add(responder.key());
        }
        return true;
    }

    private synchronized boolean certificate(StoredEntry entry, PkiEntries.Certificate certificate)
            throws GeneralSecurityException {
        CertificateName name = CertificateName.of(certificate.certificate());
        PkiEntries.Issuer issuer = issuers.get(name.issuer());
        if (issuer == null) {
            if (issuerless.merge(entry.leafHash(), 1, Integer::sum) < LOOKS) {
                return false;
            }
            throw new IllegalArgumentException("nobody has issued it");
        }
        issuerless.remove(entry.leafHash());
        certificate.certificate().verify(issuer.certificate().getPublicKey());
        certificate.requireTrue(issuer.authority());
        certificates.putIfAbsent(name, certificate);
        return true;
    }

    private synchronized boolean revocation(StoredEntry entry, PkiEntries.Revocation read) {
        Issued.Revocation revocation =
                read.revocation().notAfter(Instant.ofEpochSecond(entry.leaf().time()));
        revocations.merge(revocation.name(), revocation, Issued.Revocation::with);
        return true;
    }

    static boolean isSame(PublicKey a, PublicKey b) {
        return Arrays.equals(a.getEncoded(), b.getEncoded());
    }

    /// Every issuing key that was ever entered.
    synchronized List<PkiEntries.Issuer> issuers() {
        return List.copyOf(issuers.values());
    }

    /// The keys by which sites say how certificates stand.
    synchronized List<PkiEntries.Responder> responders() {
        List<PkiEntries.Responder> all = new ArrayList<>();
        responders.forEach(
                (site, keys) -> keys.forEach(key -> all.add(new PkiEntries.Responder(site, key))));
        return all;
    }

    synchronized Optional<Issued> find(CertificateName name) {
        PkiEntries.Certificate found = certificates.get(name);
        return found == null ? Optional.empty() : Optional.of(issued(name, found));
    }

    /// Everything that was issued, in the order in which it was seen.
    synchronized List<Issued> all() {
        List<Issued> all = new ArrayList<>();
        for (Map.Entry<CertificateName, PkiEntries.Certificate> one : certificates.entrySet()) {
            all.add(issued(one.getKey(), one.getValue()));
        }
        return all;
    }

    @GuardedBy("this")
    private Issued issued(CertificateName name, PkiEntries.Certificate found) {
        return new Issued(
                name,
                found.authority(),
                found.use(),
                found.holder(),
                found.certificate(),
                Optional.ofNullable(revocations.get(name)));
    }

    /// What was revoked of an issuer, also what it issued and was not seen here.
    synchronized Collection<Issued.Revocation> revoked(String issuer) {
        return revocations.values().stream()
                .filter(one -> one.name().issuer().equals(issuer))
                .toList();
    }

    synchronized Optional<Issued.Revocation> revocation(CertificateName name) {
        return Optional.ofNullable(revocations.get(name));
    }

    /// Whether a certificate of this key was issued for somebody else.
    synchronized boolean isOfAnother(PublicKey key, String holder) {
        return certificates.values().stream()
                .anyMatch(one ->
                        !one.holder().equals(holder)
                                && isSame(one.certificate().getPublicKey(), key));
    }

    /// Whether any certificate of this key was revoked: it gets no other.
    synchronized boolean isRevoked(PublicKey key) {
        for (CertificateName name : revocations.keySet()) {
            PkiEntries.Certificate found = certificates.get(name);
            if (found != null && isSame(found.certificate().getPublicKey(), key)) {
                return true;
            }
        }
        return false;
    }
}
