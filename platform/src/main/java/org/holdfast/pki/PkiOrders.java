// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;
import tools.jackson.databind.node.ObjectNode;

/// Orders to issue and to revoke, each once by who orders and by operation id. For one thread at a
/// time.
final class PkiOrders {
    private static final Pattern HOLDER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int LONGEST_REQUEST = 8_192;
    private static final int FIELD_BITS = 256;

    private final NodeJournal journal;
    private final Keys keys;
    private final InstantSource clock;
    private final CertificateBook book;
    private final Leaves leaves;

    PkiOrders(
            NodeJournal journal,
            Keys keys,
            InstantSource clock,
            CertificateBook book,
            Leaves leaves) {
        this.journal = journal;
        this.keys = keys;
        this.clock = clock;
        this.book = book;
        this.leaves = leaves;
    }

    PkiAnswer issue(Pki.Order order) {
        if (!HOLDER.matcher(order.holder()).matches()) {
            return new PkiAnswer.Refused(PkiRefusal.BAD_HOLDER);
        }
        Optional<PublicKey> key = key(order.request());
        if (key.isEmpty()) {
            return new PkiAnswer.Refused(PkiRefusal.BAD_REQUEST);
        }
        if (!isTaken(key.get())) {
            return new PkiAnswer.Refused(PkiRefusal.BAD_KEY);
        }
        String digest = digest(order, key.get());
        Handle operation = operation(order.by(), order.operation());
        Optional<StoredEntry> earlier = journal.byOperation(operation);
        if (earlier.isPresent()) {
            return again(earlier.get(), digest);
        }
        return book.isRevoked(key.get()) || book.isOfAnother(key.get(), order.holder())
                ? new PkiAnswer.Refused(PkiRefusal.BAD_KEY)
                : issue(order, key.get(), digest, operation);
    }

    /// Whether a key is ECDSA P-256.
    static boolean isTaken(PublicKey key) {
        return key instanceof ECPublicKey curve
                && curve.getParams().getCurve().getField().getFieldSize() == FIELD_BITS;
    }

    private Handle operation(String by, String operation) {
        return keys.handles().of("pki order", by + " " + operation);
    }

    private PkiAnswer again(StoredEntry entry, String digest) {
        if (!entry.leaf().type().equals(PkiEntries.CERTIFICATE)) {
            return new PkiAnswer.Refused(PkiRefusal.REUSED);
        }
        PkiEntries.Certificate kept = PkiEntries.Certificate.read(entry.open());
        return kept.order().equals(digest)
                ? given(CertificateName.of(kept.certificate()), entry.leafHash(), true)
                : new PkiAnswer.Refused(PkiRefusal.REUSED);
    }

    private PkiAnswer given(CertificateName name, Hash leaf, boolean repeated) {
        book.look();
        return book.find(name)
                .<PkiAnswer>map(one -> new PkiAnswer.Given(one, leaf, repeated))
                .orElseGet(() -> new PkiAnswer.Refused(PkiRefusal.NOT_READY));
    }

    private PkiAnswer issue(Pki.Order order, PublicKey key, String digest, Handle operation) {
        Authority authority = order.use().authority(Authority.SITES);
        Optional<IssuingKeys.Current> with = leaves.current(authority);
        if (with.isEmpty()) {
            return new PkiAnswer.Refused(PkiRefusal.NOT_READY);
        }
        BigInteger serial = leaves.serial();
        X509Certificate made =
                leaves.certify(
                        with.get(),
                        order.use(),
                        order.holder(),
                        key,
                        serial,
                        order.by().equals(Pki.OWN_HOST));
        PkiEntries.Certificate entry =
                new PkiEntries.Certificate(authority, order.use(), order.holder(), digest, made);
        Hash leaf =
                append(
                        PkiEntries.CERTIFICATE,
                        serial,
                        Optional.of(keys.dataKeys().create()),
                        entry.content(),
                        operation);
        return given(CertificateName.of(made), leaf, false);
    }

    private Hash append(
            String type,
            BigInteger serial,
            Optional<DataKey> key,
            ObjectNode content,
            Handle operation) {
        EntryDraft draft =
                new EntryDraft(
                        type,
                        Pki.ALL,
                        keys.handles().of("certificate", serial.toString(16)),
                        0,
                        Optional.empty(),
                        key,
                        content,
                        Optional.of(operation));
        return journal.append(draft, List.of()).leaf();
    }

    private static String digest(Pki.Order order, PublicKey key) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            String asked = order.use().code() + "\n" + order.holder() + "\n";
            sha.update(asked.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest(key.getEncoded()));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// The key of a request that it has signed itself: nobody has a certificate of another's key.
    private static Optional<PublicKey> key(byte[] request) {
        if (request.length > LONGEST_REQUEST) {
            return Optional.empty();
        }
        try {
            JcaPKCS10CertificationRequest read = new JcaPKCS10CertificationRequest(request);
            boolean own =
                    read.isSignatureValid(
                            new JcaContentVerifierProviderBuilder()
                                    .build(read.getSubjectPublicKeyInfo()));
            return own ? Optional.of(read.getPublicKey()) : Optional.empty();
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException notOne) {
            return Optional.empty();
        }
    }

    PkiAnswer revoke(String by, String operation, CertificateName name, RevocationReason reason) {
        boolean known =
                book.issuers().stream()
                        .anyMatch(one ->
                                CertificateName.key(one.certificate()).equals(name.issuer()));
        if (!known) {
            return new PkiAnswer.Refused(PkiRefusal.UNKNOWN);
        }
        Handle handle = operation(by, operation);
        Optional<StoredEntry> earlier = journal.byOperation(handle);
        if (earlier.isPresent()) {
            return isOf(earlier.get(), name, reason)
                    ? revoked(name, earlier.get().leafHash(), true)
                    : new PkiAnswer.Refused(PkiRefusal.REUSED);
        }
        Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Issued.Revocation revocation = new Issued.Revocation(name, at, reason);
        Hash leaf =
                append(
                        PkiEntries.REVOCATION,
                        name.serial(),
                        Optional.empty(),
                        new PkiEntries.Revocation(revocation).content(),
                        handle);
        return revoked(name, leaf, false);
    }

    private PkiAnswer revoked(CertificateName name, Hash leaf, boolean repeated) {
        book.look();
        return book.revocation(name)
                .<PkiAnswer>map(one -> new PkiAnswer.Revoked(one, leaf, repeated))
                .orElseGet(() -> new PkiAnswer.Refused(PkiRefusal.NOT_READY));
    }

    private static boolean isOf(StoredEntry entry, CertificateName name, RevocationReason reason) {
        if (!entry.leaf().type().equals(PkiEntries.REVOCATION)) {
            return false;
        }
        Issued.Revocation kept = PkiEntries.Revocation.read(entry.open()).revocation();
        return kept.name().equals(name) && kept.reason() == reason;
    }
}
