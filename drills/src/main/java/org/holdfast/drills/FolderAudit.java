// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.JournalReport;
import org.holdfast.journal.JournalVerifier;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.Stored;
import org.holdfast.verifier.TrustList;

/// The audit of journals in a folder, without a network: all that [JournalAudit] checks, and the
/// blobs with their CRCs and hashes, and what was erased against the acts of erasure. An office may
/// go on meanwhile, but not erase.
public final class FolderAudit {
    private static final Pattern JOURNAL = Pattern.compile("[a-z]{1,20}-[1-9][0-9]{0,8}");

    private final Path folder;
    private final TrustList trust;
    private final AuditWatcher watcher;
    private final ErasureActs acts = new ErasureActs();

    /// @param folder an office's data folder, its folder of journals, or the folder of one journal
    public FolderAudit(Path folder, TrustList trust, AuditWatcher watcher) {
        this.folder = folder;
        this.trust = trust;
        this.watcher = watcher;
    }

    /// Reads everything and tells each finding; nothing is proved unless there was none.
    ///
    /// @throws IOException when there are no journals in the folder
    public JournalAudit.Extent run(Consumer<String> finding) throws IOException {
        OriginsAudit audit = new OriginsAudit(trust, watcher, finding);
        if (Files.exists(folder.resolve("vkey"))) {
            kept(folder, finding).ifPresent(audit::one);
            if (!acts.settled()) {
                actsBeside(folder);
            }
            acts.settle(folder.getFileName().toString()::equals, finding);
            return audit.extent();
        }
        Path journals =
                Files.isDirectory(folder.resolve("journals")) ? folder.resolve("journals") : folder;
        List<AuditedOrigin> origins = new ArrayList<>();
        List<Path> found = journalsIn(journals);
        if (found.isEmpty()) {
            throw new IOException("no journals in " + journals);
        }
        for (Path one : found) {
            kept(one, finding)
                    .ifPresent(origin -> {
                        if (!OriginName.of(origin.origin())
                                .map(OriginName::name)
                                .equals(Optional.of(one.getFileName().toString()))) {
                            finding.accept(
                                    one.getFileName() + ": holds the journal " + origin.origin());
                        }
                        origins.add(origin);
                    });
        }
        audit.all(origins, trust.journals());
        acts.settle(_ -> true, finding);
        return audit.extent();
    }

    /// The acts that explain what is gone in one journal stand in the central journal beside it,
    /// which counts when it verifies.
    private void actsBeside(Path journal) throws IOException {
        for (Path one : journalsIn(journal.resolve("..").toRealPath())) {
            if (one.getFileName().toString().startsWith("central-")
                    && !Files.isSameFile(one, journal)) {
                OriginsAudit silent = new OriginsAudit(trust, watcher, _ -> {});
                kept(one, _ -> {}).ifPresent(silent::one);
            }
        }
    }

    /// An origin without a checkpoint was never published: its start died.
    private static List<Path> journalsIn(Path journals) throws IOException {
        try (Stream<Path> all = Files.list(journals)) {
            return all.filter(one -> JOURNAL.matcher(one.getFileName().toString()).matches())
                    .filter(one -> Files.exists(one.resolve("checkpoint")))
                    .sorted()
                    .toList();
        }
    }

    private Optional<AuditedOrigin> kept(Path folder, Consumer<String> finding) {
        try (JournalDirectory directory = JournalDirectory.openForReading(folder)) {
            return Optional.of(
                    new Kept(
                            folder,
                            acts,
                            directory.verifier(),
                            directory.signedSize().value(),
                            directory.read(new EntryIndex(0))));
        } catch (JournalRefusal | JournalFault | IllegalArgumentException wrong) {
            finding.accept(folder.getFileName() + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }

    /// A journal as it lies in its folder.
    private record Kept(
            Path folder, ErasureActs acts, NoteVerifier key, long leastSize, Stored first)
            implements AuditedOrigin {
        private static final int CERTIFICATE = 1;

        /// Bytes of an AES-256 key wrapped by RFC 3394.

        @Override
        public String origin() {
            return key.name();
        }

        @Override
        public String vkey() {
            return key.vkey();
        }

        @Override
        public Optional<X509Certificate> certificate() {
            if (first.blobs().size() <= CERTIFICATE) {
                return Optional.empty();
            }
            try {
                return Optional.of(
                        (X509Certificate)
                                CertificateFactory.getInstance("X.509")
                                        .generateCertificate(
                                                new ByteArrayInputStream(
                                                        first.blobs().get(CERTIFICATE))));
            } catch (CertificateException _) {
                return Optional.empty();
            }
        }

        @Override
        public JournalReport verify(NoteVerifier certified, JournalVerifier.Progress progress) {
            ErasureActs.Reading reading = acts.reading(folder.getFileName().toString());
            JournalReport report = new JournalVerifier(certified, progress, reading).verify(folder);
            reading.verified(report.head().size().value());
            return report;
        }

        @Override
        public byte[] opening() {
            return first.blobs().getFirst();
        }
    }
}
