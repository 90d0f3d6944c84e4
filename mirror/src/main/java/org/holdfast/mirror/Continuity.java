// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.journal.Hash;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.NoteVerifier;

/// What the first entry of an origin says: the certificate of its key, and the head of the origin
/// before it (docs/formats.md, "Entries", type `opening`).
///
/// @param previous the head that this origin begins from; empty for the first of its kind
record Continuity(Optional<Previous> previous) {
    private static final int SALT = 32;
    private static final Pattern PREVIOUS =
            Pattern.compile(
                    "\"previous\":\\{\"origin\":\"([^\"\\\\]{1,200})\",\"root\":\"([0-9a-f]{64})\","
                            + "\"size\":([0-9]{1,18})\\}");

    /// A head of an earlier origin.
    record Previous(String origin, long size, Hash root) {}

    /// Reads an opening record, after checking that the root certified the key under that name.
    static Continuity of(NewEntry opening, String vkey, X509Certificate root) {
        if (opening.blobs().size() != 2) {
            throw new IllegalArgumentException("the first entry is not an opening");
        }
        NoteVerifier key = NoteVerifier.parse(vkey);
        requireCertified(opening.blobs().get(1), key, root);
        byte[] payload = opening.blobs().getFirst();
        String json =
                new String(
                        payload,
                        Math.min(SALT, payload.length),
                        Math.max(0, payload.length - SALT),
                        StandardCharsets.UTF_8);
        Matcher found = PREVIOUS.matcher(json);
        return new Continuity(
                found.find()
                        ? Optional.of(
                                new Previous(
                                        found.group(1),
                                        Long.parseLong(found.group(3)),
                                        Hash.ofHex(found.group(2))))
                        : Optional.empty());
    }

    private static void requireCertified(byte[] der, NoteVerifier key, X509Certificate root) {
        try {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der));
            certificate.verify(root.getPublicKey());
            boolean named =
                    List.of(certificate.getSubjectX500Principal().getName().split(",", -1))
                            .contains("CN=" + key.name());
            if (!named || !NoteVerifier.of(key.name(), certificate.getPublicKey()).equals(key)) {
                throw new IllegalArgumentException("the certificate is of another journal");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the pinned root did not certify this journal", e);
        }
    }
}
