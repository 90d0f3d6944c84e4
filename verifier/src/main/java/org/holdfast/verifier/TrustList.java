// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.journal.Cosignature;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.SignedNote;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the user of the verifier believes: roots, and below them the seals, journals and nodes that
/// are only ever used after they were chained to one of the roots. Immutable, thread-safe.
public final class TrustList {
    /// A trust file larger than this is not read.
    public static final int MAX_CHARS = 64 * 1024 * 1024;

    /// Clocks of different places may differ by this much.
    public static final Duration CLOCK_DIFFERENCE = SealVerifier.CLOCK_DIFFERENCE;

    private static final String FORMAT = "holdfast-trust-v1";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<X509Certificate> roots;
    private final Map<String, List<X509Certificate>> sealsByKid;
    private final Map<String, Journal> journals;
    private final Mirrors mirrors;
    private final Compromises compromises;
    private final boolean specimen;
    private final CertificatePaths paths;

    private TrustList(
            List<X509Certificate> roots,
            Map<String, List<X509Certificate>> sealsByKid,
            Map<String, Journal> journals,
            Mirrors mirrors,
            Compromises compromises,
            boolean specimen) {
        this.roots = List.copyOf(roots);
        this.sealsByKid = Map.copyOf(sealsByKid);
        this.journals = Map.copyOf(journals);
        this.mirrors = mirrors;
        this.compromises = compromises;
        this.specimen = specimen;
        this.paths = new CertificatePaths(this.roots);
    }

    /// A journal as the trust file lists it; believed only after its certificate was chained.
    private record Journal(String vkey, Optional<X509Certificate> certificate) {}

    /// Reads a trust file (`holdfast-trust-v1`).
    ///
    /// @throws IllegalArgumentException when the text is not such a file
    public static TrustList read(String json) {
        if (json.length() > MAX_CHARS) {
            throw new IllegalArgumentException("trust file larger than " + MAX_CHARS);
        }
        try {
            return read(JSON.readTree(json));
        } catch (JacksonException | CertificateException | IllegalStateException e) {
            throw new IllegalArgumentException("not a trust file", e);
        }
    }

    /// A list of nothing but roots.
    public static TrustList ofRoots(List<X509Certificate> roots) {
        return new TrustList(roots, Map.of(), Map.of(), Mirrors.none(), Compromises.none(), false);
    }

    /// The roots.
    public List<X509Certificate> roots() {
        return roots;
    }

    /// True when the file says that its roots are those of a demonstration.
    public boolean specimen() {
        return specimen;
    }

    List<X509Certificate> sealsOf(String kid) {
        return sealsByKid.getOrDefault(kid, List.of());
    }

    /// The origins of the journals that the file lists.
    public Set<String> journals() {
        return journals.keySet();
    }

    /// The certificate of a listed journal, not believed yet.
    public Optional<X509Certificate> journalCertificate(String origin) {
        return Optional.ofNullable(journals.get(origin)).flatMap(Journal::certificate);
    }

    /// The key of a journal: its certificate must be for journals, name the origin and lead to one
    /// of these roots. Where the file lists the journal, the file's certificate counts and its vkey
    /// must be the same key; else the certificate that is shown.
    public JournalKey journalKey(String origin, Optional<X509Certificate> shown) {
        Journal listed = journals.get(origin);
        Optional<X509Certificate> found = listed == null ? shown : listed.certificate();
        if (found.isEmpty()) {
            return new JournalKey.NotCertified("no certificate");
        }
        try {
            NoteVerifier key =
                    journalKey(origin, found.get(), found.get().getNotBefore().toInstant());
            if (listed != null && !listed.vkey().equals(key.vkey())) {
                return new JournalKey.NotCertified("the trust file lists another key");
            }
            return new JournalKey.Certified(key, found.get());
        } catch (Refused e) {
            return new JournalKey.NotCertified(e.detail());
        }
    }

    /// The key that a certificate gives a journal at a time.
    NoteVerifier journalKey(String origin, X509Certificate certificate, Instant at) throws Refused {
        CertificateUse.JOURNALS.require(certificate);
        try {
            chain(certificate, List.of(), at);
        } catch (Refused e) {
            throw new Refused(Reason.JOURNAL_NOT_TRUSTED, e.reason().code());
        }
        if (!Certificates.commonName(certificate).equals(origin)) {
            throw new Refused(Reason.JOURNAL_NOT_TRUSTED, "certificate names another journal");
        }
        try {
            return NoteVerifier.of(origin, certificate.getPublicKey());
        } catch (JournalRefusal e) {
            throw new Refused(Reason.JOURNAL_NOT_TRUSTED, "not a key for journals");
        }
    }

    /// The cosignatures on a checkpoint by the mirrors that the file names, by their mirror's or
    /// their witness's key; those that do not verify are left out. Whether the journal's own key
    /// signed is not looked at.
    public List<Cosignature> cosignatures(SignedNote checkpoint) {
        return mirrors.cosignatures(checkpoint);
    }

    /// Since when a root of the file says that the key of this certificate is in other hands.
    public Optional<Instant> compromised(X509Certificate certificate) {
        return compromises.since(certificate);
    }

    Compromises compromises() {
        return compromises;
    }

    Mirrors mirrors() {
        return mirrors;
    }

    /// Refuses unless a path leads from this certificate to a root, valid at this time.
    void chain(X509Certificate certificate, List<X509Certificate> others, Instant at)
            throws Refused {
        paths.check(certificate, others, at);
    }

    /// Refuses unless a path leads from this certificate to a root, at whatever time.
    void mustLead(X509Certificate certificate, List<X509Certificate> others) throws Refused {
        paths.mustLead(certificate, others);
    }

    private static TrustList read(JsonNode file) throws CertificateException {
        if (!file.path("format").asString("").equals(FORMAT)) {
            throw new IllegalArgumentException("not a trust file: format is not " + FORMAT);
        }
        List<X509Certificate> roots = new ArrayList<>();
        for (JsonNode root : file.path("roots")) {
            roots.add(certificate(root.asString("")));
        }
        Map<String, List<X509Certificate>> seals = new HashMap<>();
        for (JsonNode seal : file.path("seals")) {
            X509Certificate certificate = certificate(seal.path("certificate").asString(""));
            seals.computeIfAbsent(Certificates.kid(certificate), ignored -> new ArrayList<>())
                    .add(certificate);
        }
        Map<String, Journal> journals = new LinkedHashMap<>();
        for (JsonNode journal : file.path("journals")) {
            String origin = journal.path("origin").asString("");
            String vkey = journal.path("vkey").asString("");
            String text = journal.path("certificate").asString("");
            Optional<X509Certificate> certificate =
                    text.isEmpty() ? Optional.empty() : Optional.of(certificate(text));
            if (journals.put(origin, new Journal(vkey, certificate)) != null) {
                throw new IllegalArgumentException("not a trust file: one journal twice");
            }
        }
        return new TrustList(
                roots,
                seals,
                journals,
                Mirrors.read(file.path("mirrors")),
                Compromises.read(file.path("compromised"), roots),
                file.path("specimen").asBoolean(false));
    }

    static X509Certificate certificate(String base64) throws CertificateException {
        try {
            byte[] der = Base64.getDecoder().decode(base64);
            return Certificates.parse(der);
        } catch (IllegalArgumentException e) {
            throw new CertificateException("not base64", e);
        }
    }
}
