// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The statements of a trust file that a key is in other hands since some moment, each signed by a
/// root of that file. Whoever has such a key can sign any text with any time in it, so what it
/// signed counts only where places that nobody compromised have seen it before that moment.
///
/// A statement is four lines: `holdfast-compromise-v1`, the SHA-256 of the key's
/// SubjectPublicKeyInfo (hex), since when, and when it was made (RFC 3339, UTC), signed with
/// SHA256withECDSA. Immutable, thread-safe.
public final class Compromises {
    /// The first line of what a root signs.
    public static final String FORMAT = "holdfast-compromise-v1";

    private static final int MOST = 10_000;

    private final List<Stated> all;

    private Compromises(List<Stated> all) {
        this.all = List.copyOf(all);
    }

    /// What a root said, once its signature was verified.
    private record Stated(String key, Instant since, X509Certificate root) {
        /// A root speaks of what it certified itself, and of keys without a certificate.
        boolean isOf(X509Certificate certificate) {
            try {
                new CertificatePaths(List.of(root)).mustLead(certificate, List.of());
                return true;
            } catch (Refused elsewhere) {
                return false;
            }
        }
    }

    static Compromises none() {
        return new Compromises(List.of());
    }

    /// The bytes that a root signs.
    ///
    /// @param key as [#keyName]
    public static byte[] text(String key, Instant since, Instant made) {
        return (FORMAT + "\n" + key + "\n" + since + "\n" + made + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// How statements name a key: hex of the SHA-256 of its SubjectPublicKeyInfo.
    public static String keyName(PublicKey key) {
        return HexFormat.of().formatHex(Certificates.sha256(key.getEncoded()));
    }

    /// Reads the member `compromised` of a trust file.
    ///
    /// @throws IllegalArgumentException for a statement that no root of the file has signed:
    ///   whoever made the file is not to be believed about what it leaves out either
    static Compromises read(JsonNode list, List<X509Certificate> roots) {
        List<Stated> all = new ArrayList<>();
        for (JsonNode one : list) {
            if (all.size() == MOST) {
                throw new IllegalArgumentException("more than " + MOST + " compromised keys");
            }
            all.add(stated(one, roots));
        }
        return new Compromises(all);
    }

    private static Stated stated(JsonNode one, List<X509Certificate> roots) {
        try {
            String key = one.path("key").asString("");
            Instant since = Instant.parse(one.path("since").asString(""));
            Instant made = Instant.parse(one.path("made").asString(""));
            byte[] signature = Base64.getDecoder().decode(one.path("signature").asString(""));
            for (X509Certificate root : roots) {
                if (signed(root, text(key, since, made), signature)) {
                    return new Stated(key, since, root);
                }
            }
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException("a statement of compromise cannot be read", e);
        }
        throw new IllegalArgumentException("a statement of compromise that no root has signed");
    }

    private static boolean signed(X509Certificate root, byte[] text, byte[] signature) {
        try {
            Signature check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(root.getPublicKey());
            check.update(text);
            return check.verify(signature);
        } catch (GeneralSecurityException notThisRoot) {
            return false;
        }
    }

    /// Since when the key of a certificate is compromised; the earliest that was said.
    Optional<Instant> since(X509Certificate certificate) {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        String key = keyName(certificate.getPublicKey());
        return all.stream()
                .filter(one -> one.key().equals(key) && one.isOf(certificate))
                .map(Stated::since)
                .min(Instant::compareTo);
    }

    /// Whether a key without a certificate, such as a mirror's, is compromised, whenever: it can
    /// write any time into what it signs.
    boolean names(PublicKey key) {
        return !all.isEmpty() && all.stream().anyMatch(one -> one.key().equals(keyName(key)));
    }
}
