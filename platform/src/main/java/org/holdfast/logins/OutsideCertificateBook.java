// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryFold;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.pki.CertificateName;
import org.holdfast.validation.StatusStore;
import tools.jackson.databind.node.ObjectNode;

/// Which outside certificate opens which account, folded from the node journals of all sites. Of
/// two accounts to which sites that did not hear each other have bound one certificate, the earlier
/// entry counts. An end is for ever, also of a binding that is read later. Those that open are
/// enrolled with the status store. Thread-safe.
final class OutsideCertificateBook {
    /// Entry: a certificate opens an account.
    static final String BOUND = "outsidecert";

    /// Entry: it opens nothing any more. Names it by a handle that says nothing to others.
    static final String END = "outsidecertend";

    private static final HexFormat HEX = HexFormat.of();
    private static final int NAME_BYTES = 20;
    private static final int MOST_SERIAL_BITS = 160;

    private final Optional<StatusStore> store;

    @GuardedBy("this")
    private final EntryFold fold;

    @GuardedBy("this")
    private final Map<CertificateName, Line> lines = new HashMap<>();

    @GuardedBy("this")
    private final Map<String, Set<CertificateName>> byKey = new HashMap<>();

    @GuardedBy("this")
    private final Map<Handle, Instant> ended = new HashMap<>();

    private final Handles handles;

    OutsideCertificateBook(NodeJournal journal, Handles handles, Optional<StatusStore> store) {
        this.store = store;
        this.handles = handles;
        Map<String, EntryFold.Taking> takings = new LinkedHashMap<>();
        takings.put(END, this::end);
        takings.put(BOUND, this::bind);
        this.fold = new EntryFold(journal, takings);
    }

    /// A binding and its entry.
    record Line(long time, Hash leaf, Optional<Handle> operation, OutsideCertificates.Bound bound) {
        private static final Comparator<Line> ORDER =
                Comparator.comparingLong(Line::time).thenComparing(line -> line.leaf.toString());
    }

    /// Reads what has come.
    synchronized void look() {
        EntryFold.Look _ = fold.look();
    }

    private synchronized boolean end(StoredEntry entry) {
        Handle entity = entry.leaf().entity();
        ended.merge(
                entity,
                Instant.ofEpochSecond(entry.leaf().time()),
                (a, b) -> a.isBefore(b) ? a : b);
        for (Line line : lines.values()) {
            if (entity(line.bound().name()).equals(entity)) {
                store.ifPresent(one -> one.forget(line.bound().certificate()));
            }
        }
        return true;
    }

    private synchronized boolean bind(StoredEntry entry) {
        ObjectNode content = entry.open();
        CertificateName name = name(content);
        X509Certificate certificate =
                read(HEX.parseHex(content.required("certificate").stringValue()))
                        .filter(one -> nameOf(one).equals(Optional.of(name)))
                        .orElseThrow(() -> new IllegalArgumentException("of another name"));
        List<byte[]> above = new ArrayList<>();
        content.required("above").forEach(one -> above.add(HEX.parseHex(one.stringValue())));
        Line line =
                new Line(
                        entry.leaf().time(),
                        entry.leafHash(),
                        entry.leaf().operation(),
                        new OutsideCertificates.Bound(
                                name,
                                content.required("account").stringValue(),
                                certificate,
                                above,
                                Instant.ofEpochSecond(entry.leaf().time())));
        byKey.computeIfAbsent(keyName(certificate.getPublicKey()), _ -> new HashSet<>()).add(name);
        lines.merge(name, line, (a, b) -> Line.ORDER.compare(a, b) <= 0 ? a : b);
        if (!ended.containsKey(entity(name))) {
            store.ifPresent(one -> {
                boolean _ = one.enrol(certificate);
            });
        }
        return true;
    }

    private static CertificateName name(ObjectNode content) {
        return CertificateName.of(content.required("name").stringValue())
                .orElseThrow(() -> new IllegalArgumentException("not a certificate's name"));
    }

    /// What an entry says.
    static ObjectNode content(OutsideCertificates.Order order, CertificateName name) {
        ObjectNode content =
                CanonicalJson.object()
                        .put("account", order.owner().id())
                        .put("by", order.by())
                        .put("certificate", HEX.formatHex(order.certificate()))
                        .put("name", name.text());
        var above = content.putArray("above");
        order.above().forEach(one -> above.add(HEX.formatHex(one)));
        return content;
    }

    /// Empty for what is no certificate, or has something behind it.
    static Optional<X509Certificate> read(byte[] der) {
        try {
            X509Certificate read =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der));
            return Arrays.equals(read.getEncoded(), der) ? Optional.of(read) : Optional.empty();
        } catch (GeneralSecurityException | RuntimeException notOne) {
            return Optional.empty();
        }
    }

    /// A name of the form that own certificates have, of the issuer's name and the serial: not
    /// every outside authority says a key identifier. Empty for a serial that no certificate may
    /// have (RFC 5280 §4.1.2.2).
    static Optional<CertificateName> nameOf(X509Certificate certificate) {
        BigInteger serial = certificate.getSerialNumber();
        if (serial.signum() <= 0 || serial.bitLength() > MOST_SERIAL_BITS) {
            return Optional.empty();
        }
        try {
            byte[] issuer =
                    MessageDigest.getInstance("SHA-256")
                            .digest(certificate.getIssuerX500Principal().getEncoded());
            return Optional.of(new CertificateName(HEX.formatHex(issuer, 0, NAME_BYTES), serial));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// The binding that counts, whether or not it has ended.
    synchronized Optional<Line> ever(CertificateName name) {
        return Optional.ofNullable(lines.get(name));
    }

    /// Certificates of one key that were ever bound.
    synchronized List<CertificateName> ofKey(PublicKey key) {
        return List.copyOf(byKey.getOrDefault(keyName(key), Set.of()));
    }

    private static String keyName(PublicKey key) {
        return HEX.formatHex(key.getEncoded());
    }

    /// What its entries are of.
    Handle entity(CertificateName name) {
        return handles.of("outside certificate of", name.text());
    }

    /// Since when it opens nothing.
    synchronized Optional<Instant> ended(CertificateName name) {
        return Optional.ofNullable(ended.get(entity(name)));
    }

    /// What opens accounts now, oldest first.
    synchronized List<Line> living() {
        List<Line> living = new ArrayList<>();
        for (Line line : lines.values()) {
            if (!ended.containsKey(entity(line.bound().name()))) {
                living.add(line);
            }
        }
        living.sort(Line.ORDER);
        return living;
    }
}
