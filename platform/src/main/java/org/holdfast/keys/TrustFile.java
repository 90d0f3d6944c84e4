// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes `trust.json`: public keys only. A verifier believes an item because it chains to a root
/// that it chose to trust, never because it stands here.
final class TrustFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TrustFile() {}

    static String of(
            Keys keys,
            boolean specimen,
            Instant made,
            List<X509Certificate> nodes,
            List<Keys.Mirror> mirrors) {
        ObjectNode file = JSON.createObjectNode();
        file.put("format", "holdfast-trust-v1");
        file.put("made", made.truncatedTo(ChronoUnit.SECONDS).toString());
        file.put("specimen", specimen);
        file.putArray("roots").add(text(keys.root().certificate()));
        ArrayNode seals = file.putArray("seals");
        for (Seals.Certified seal : keys.seals().all()) {
            seals.addObject()
                    .put("office", seal.office().value())
                    .put("name", seal.name())
                    .put("kid", SealKeyId.of(seal.certificate()).hex())
                    .put("certificate", text(seal.certificate()));
        }
        ArrayNode journals = file.putArray("journals");
        for (RootAuthority.JournalCertificate journal : keys.root().journals()) {
            journals.addObject()
                    .put("name", journal.name())
                    .put("origin", journal.origin())
                    .put("vkey", journal.vkey())
                    .put("certificate", text(journal.certificate()));
        }
        ArrayNode certified = file.putArray("nodes");
        nodes.forEach(node -> certified.addObject().put("certificate", text(node)));
        ArrayNode places = file.putArray("mirrors");
        for (Keys.Mirror mirror : mirrors) {
            ObjectNode place =
                    places.addObject()
                            .put("name", mirror.name())
                            .put("mirror", mirror.mirror())
                            .put("witness", mirror.witness());
            if (mirror.site()) {
                place.put("site", true);
            }
        }
        ArrayNode compromised = file.putArray("compromised");
        for (RootAuthority.Compromise one : keys.root().compromises()) {
            compromised
                    .addObject()
                    .put("key", one.key())
                    .put("since", one.since().toString())
                    .put("made", one.made().toString())
                    .put("signature", Base64.getEncoder().encodeToString(one.signature()));
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(file) + "\n";
    }

    private static String text(X509Certificate certificate) {
        return Base64.getEncoder().encodeToString(CertificateStore.der(certificate));
    }
}
