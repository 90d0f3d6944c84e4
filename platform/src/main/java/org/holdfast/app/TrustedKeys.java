// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.ByteArrayInputStream;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.holdfast.journal.CosignatureVerifier;
import org.holdfast.verifier.Compromises;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The keys that an office's trust file lists, by the names that people call them.
final class TrustedKeys {
    private static final String SITE = "site";
    private final List<Named> all = new ArrayList<>();

    private TrustedKeys() {}

    /// One key.
    ///
    /// @param what in words
    /// @param key as statements of compromise name it
    /// @param names that mean it
    record Named(String what, String key, Set<String> names) {}

    static TrustedKeys of(String trust) {
        JsonNode file = JsonMapper.shared().readTree(trust);
        TrustedKeys keys = new TrustedKeys();
        for (JsonNode seal : file.path("seals")) {
            String kid = text(seal, "kid");
            String office = text(seal, "office");
            keys.add("seal " + kid + " of " + office, certified(seal), SITE, kid, office);
        }
        for (JsonNode node : file.path("nodes")) {
            keys.add("promises of a node", certified(node), SITE, "promises");
        }
        for (JsonNode journal : file.path("journals")) {
            String origin = text(journal, "origin");
            keys.add("journal " + origin, certified(journal), SITE, origin, text(journal, "name"));
        }
        for (JsonNode mirror : file.path("mirrors")) {
            String name = text(mirror, "name");
            for (String use : List.of("mirror", "witness")) {
                PublicKey key = CosignatureVerifier.parse(text(mirror, use)).publicKey();
                keys.add(name + "/" + use, key, name, name + "/" + use);
            }
        }
        return keys;
    }

    private void add(String what, PublicKey key, String... names) {
        all.add(new Named(what, Compromises.keyName(key), Set.of(names)));
    }

    /// @throws IllegalArgumentException when nothing is called so
    List<Named> called(String name) {
        List<Named> found = all.stream().filter(one -> one.names().contains(name)).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no key is called "
                            + name
                            + " here; try site, promises, the code of an office,"
                            + " a key id, the name of a journal or of a mirror");
        }
        return found;
    }

    private static PublicKey certified(JsonNode one) {
        try {
            byte[] der = Base64.getDecoder().decode(text(one, "certificate"));
            return ((X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der)))
                    .getPublicKey();
        } catch (CertificateException bug) {
            throw new IllegalStateException("a certificate of our own cannot be read", bug);
        }
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }
}
