// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.keys.RootAuthority;

/// The certificates of the keys of all published journals in a folder, as their first entries hold
/// them. For folders that were verified before.
public final class PublishedKeys {
    private PublishedKeys() {}

    /// Reads them, oldest of each kind first.
    public static List<RootAuthority.JournalCertificate> in(Path folder) {
        List<RootAuthority.JournalCertificate> found = new ArrayList<>();
        for (String kind : Folders.kinds(folder)) {
            for (Map.Entry<Integer, Path> one : Folders.of(folder, kind).finished().entrySet()) {
                String name = kind + "-" + one.getKey();
                try (JournalDirectory journal = JournalDirectory.openForReading(one.getValue())) {
                    Chapter chapter = new Chapter(one.getKey(), name, journal);
                    X509Certificate certificate =
                            (X509Certificate)
                                    CertificateFactory.getInstance("X.509")
                                            .generateCertificate(
                                                    new ByteArrayInputStream(
                                                            chapter.certificate()));
                    found.add(
                            new RootAuthority.JournalCertificate(
                                    name,
                                    chapter.origin(),
                                    journal.verifier().vkey(),
                                    certificate));
                } catch (CertificateException e) {
                    throw new LedgerFault(
                            LedgerFault.Code.CORRUPT, name + " has no certificate", e);
                }
            }
        }
        return found;
    }
}
