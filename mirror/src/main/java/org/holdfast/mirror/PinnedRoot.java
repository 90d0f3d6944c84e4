// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import org.holdfast.journal.Disk;

/// The office's root as a mirror saw it first, in `root.der`; believed from then on.
final class PinnedRoot {
    private PinnedRoot() {}

    static X509Certificate of(Path folder, OfficeRoutes office, Consumer<String> say)
            throws IOException {
        Path pinned = folder.resolve("root.der");
        boolean fresh = !Files.exists(pinned);
        if (fresh) {
            Path staged = pinned.resolveSibling("root.der.new");
            Files.write(staged, office.root());
            Disk disk = Disk.real();
            disk.force(staged);
            disk.rename(staged, pinned);
            disk.forceFolder(folder);
        }
        byte[] der = Files.readAllBytes(pinned);
        try {
            X509Certificate root =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der));
            if (fresh) {
                say.accept(
                        "pinned the office's root "
                                + root.getSubjectX500Principal().getName()
                                + "; compare it with what the office publishes on paper");
            }
            return root;
        } catch (CertificateException e) {
            throw new IOException("the pinned root cannot be read: " + pinned, e);
        }
    }
}
