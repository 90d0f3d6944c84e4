// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.holdfast.journal.NewEntry;
import org.holdfast.keys.RootAuthority;
import tools.jackson.databind.node.ObjectNode;

/// What the first entry of an origin says.
final class Opening {
    private Opening() {}

    /// The certificate of the origin's key, as it stands there; not verified.
    ///
    /// @throws LedgerFault when there is none
    static RootAuthority.JournalCertificate certificate(String name, NewEntry opening) {
        ObjectNode facts =
                Envelopes.facts(Leaf.decode(opening.entry()), opening.blobs().getFirst());
        try {
            X509Certificate made =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(opening.blobs().get(1)));
            return new RootAuthority.JournalCertificate(
                    name, facts.path("origin").asString(""), facts.path("vkey").asString(""), made);
        } catch (CertificateException damaged) {
            throw new LedgerFault(
                    LedgerFault.Code.CORRUPT, name + " has no certificate of its key", damaged);
        }
    }

    /// The head of the origin before it; empty for the first of all.
    static ObjectNode previous(NewEntry opening) {
        ObjectNode facts =
                Envelopes.facts(Leaf.decode(opening.entry()), opening.blobs().getFirst());
        return facts.path("previous") instanceof ObjectNode node ? node : CanonicalJson.object();
    }
}
