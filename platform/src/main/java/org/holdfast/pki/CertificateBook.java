// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.journal.JournalFault;
import org.holdfast.ledger.EntryReader;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// What was issued and revoked, folded from the node journals of all sites as it is seen; needs no
/// database. Only grows: a revocation stays for ever, whatever journal it came from and whether or
/// not its certificate was seen. A certificate counts only when its issuer stands here and signed
/// it. Thread-safe.
final class CertificateBook {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateBook.class);

    private final X509Certificate root;
    private final List<EntryReader> readers;

    @GuardedBy("this")
    private final Map<String, PkiEntries.Issuer> issuers = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<String, Set<PublicKey>> responders = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<CertificateName, PkiEntries.Certificate> certificates = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<CertificateName, Issued.Revocation> revocations = new LinkedHashMap<>();

    @GuardedBy("this")
    private List<StoredEntry> unread = new ArrayList<>();

    @GuardedBy("this")
    private long changes;

    CertificateBook(NodeJournal journal, X509Certificate root) {
        this.root = root;
        // In this order: a certificate is read when its issuer is known.
        this.readers =
                List.of(
                        journal.reader(PkiEntries.ISSUER),
                        journal.reader(PkiEntries.RESPONDER),
                        journal.reader(PkiEntries.CERTIFICATE),
                        journal.reader(PkiEntries.REVOCATION));
    }

    /// Reads what has come since the last look.
    ///
    /// @return greater than at the look before when something has changed
    synchronized long look() {
        unread = new ArrayList<>(unread);
        readers.forEach(reader -> unread.addAll(reader.next()));
        List<StoredEntry> later = new ArrayList<>();
        for (StoredEntry entry : unread) {
            if (entry.erasedBy().isEmpty() && !read(entry)) {
                later.add(entry);
            }
        }
        unread = later;
        return changes;
    }

    /// Whether the entry needs no other look.
    @GuardedBy("this")
    private boolean read(StoredEntry entry) {
        String type = entry.leaf().type();
        try {
            ObjectNode content = entry.open();
            boolean known =
                    switch (type) {
                        case PkiEntries.ISSUER -> issuer(PkiEntries.Issuer.read(content));
                        case PkiEntries.RESPONDER -> responder(PkiEntries.Responder.read(content));
                        case PkiEntries.CERTIFICATE ->
                                certificate(PkiEntries.Certificate.read(content));
                        default -> revocation(PkiEntries.Revocation.read(content).revocation());
                    };
            changes += known ? 1 : 0;
            return known;
        } catch (LedgerFault fault) {
            // Erased; else its key is on its way.
            return fault.code() == LedgerFault.Code.ERASED;
        } catch (JournalFault disk) {
            LOG.warn("a {} entry is read again later: {}", type, disk.getMessage());
            return false;
        } catch (IllegalArgumentException
                | DateTimeException
                | GeneralSecurityException
                | tools.jackson.core.JacksonException foreign) {
            LOG.error("a {} entry cannot be understood: {}", type, foreign.toString());
            return true;
        }
    }

    @GuardedBy("this")
    private boolean issuer(PkiEntries.Issuer issuer) throws GeneralSecurityException {
        issuer.certificate().verify(root.getPublicKey());
        if (issuer.certificate().getBasicConstraints() != 0) {
            throw new IllegalArgumentException("an issuer that is no issuing authority");
        }
        issuers.put(CertificateName.key(issuer.certificate()), issuer);
        return true;
    }

    @GuardedBy("this")
    private boolean responder(PkiEntries.Responder responder) {
        var _ =
                responders
                        .computeIfAbsent(responder.site(), _ -> new LinkedHashSet<>())
                        .add(responder.key());
        return true;
    }

    /// The issuer's entry stands in the same journal before it, unless that is not read yet.
    @GuardedBy("this")
    private boolean certificate(PkiEntries.Certificate certificate)
            throws GeneralSecurityException {
        CertificateName name = CertificateName.of(certificate.certificate());
        PkiEntries.Issuer issuer = issuers.get(name.issuer());
        if (issuer == null) {
            return false;
        }
        certificate.certificate().verify(issuer.certificate().getPublicKey());
        certificates.putIfAbsent(name, certificate);
        return true;
    }

    @GuardedBy("this")
    private boolean revocation(Issued.Revocation revocation) {
        revocations.merge(revocation.name(), revocation, (a, b) -> b.at().isBefore(a.at()) ? b : a);
        return true;
    }

    /// Every issuing key that was ever entered.
    synchronized List<PkiEntries.Issuer> issuers() {
        return List.copyOf(issuers.values());
    }

    /// The keys by which sites say how certificates stand.
    synchronized List<PkiEntries.Responder> responders() {
        return responders.entrySet().stream()
                .flatMap(site ->
                        site.getValue().stream()
                                .map(key -> new PkiEntries.Responder(site.getKey(), key)))
                .toList();
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

    /// How many entries wait for a key or for their issuer.
    synchronized int waiting() {
        return unread.size();
    }
}
