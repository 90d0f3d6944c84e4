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
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.JournalReport;
import org.holdfast.journal.JournalVerifier;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.Stored;
import org.holdfast.verifier.TrustList;

/// The audit of journals in a folder, without a network: all that [JournalAudit] checks, and the
/// blobs with their CRCs and hashes. An office may go on meanwhile.
public final class FolderAudit {
    private static final Pattern JOURNAL = Pattern.compile("[a-z]{1,20}-[1-9][0-9]{0,8}");

    private final Path folder;
    private final TrustList trust;
    private final AuditWatcher watcher;

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
            return audit.extent();
        }
        Path journals =
                Files.isDirectory(folder.resolve("journals")) ? folder.resolve("journals") : folder;
        List<AuditedOrigin> origins = new ArrayList<>();
        for (Path one : journalsIn(journals)) {
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
        return audit.extent();
    }

    /// An origin without a checkpoint was never published: its start died.
    private static List<Path> journalsIn(Path journals) throws IOException {
        try (Stream<Path> all = Files.list(journals)) {
            List<Path> found =
                    all.filter(one -> JOURNAL.matcher(one.getFileName().toString()).matches())
                            .filter(one -> Files.exists(one.resolve("checkpoint")))
                            .sorted()
                            .toList();
            if (found.isEmpty()) {
                throw new IOException("no journals in " + journals);
            }
            return found;
        }
    }

    private static Optional<AuditedOrigin> kept(Path folder, Consumer<String> finding) {
        try (JournalDirectory directory = JournalDirectory.openForReading(folder)) {
            return Optional.of(
                    new Kept(
                            folder,
                            directory.verifier(),
                            directory.signedSize().value(),
                            directory.read(new EntryIndex(0))));
        } catch (JournalRefusal | JournalFault | IllegalArgumentException wrong) {
            finding.accept(folder.getFileName() + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }

    /// A journal as it lies in its folder.
    private record Kept(Path folder, NoteVerifier key, long leastSize, Stored first)
            implements AuditedOrigin {
        private static final int CERTIFICATE = 1;

        /// Bytes of an AES-256 key wrapped by RFC 3394.
        private static final int WRAPPED_KEY = 40;

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
            return new JournalVerifier(certified, progress, Kept::requireOwnBlobs).verify(folder);
        }

        /// Each blob must be what its entry commits to, unless all were erased. Behind them a
        /// mirror keeps the wrapped data key, or nothing in the place of an erased one.
        private static void requireOwnBlobs(Stored record) {
            if (record.erased()) {
                return;
            }
            EntryFields fields;
            try {
                fields = EntryFields.read(record.entry());
            } catch (IllegalArgumentException _) {
                return; // told already, where entries are read
            }
            List<Hash> expected = new ArrayList<>();
            expected.add(fields.payload());
            expected.addAll(fields.attachments());
            List<byte[]> blobs = record.blobs();
            int own = expected.size();
            boolean withKey =
                    fields.keyed()
                            && blobs.size() == own + 1
                            && (blobs.getLast().length == WRAPPED_KEY
                                    || blobs.getLast().length == 0);
            List<byte[]> mine = withKey ? blobs.subList(0, own) : blobs;
            if (!mine.stream().map(Sha256::of).toList().equals(expected)) {
                throw new JournalRefusal(
                        JournalRefusal.Reason.ENTRY_DIFFERS,
                        "the blobs of entry %s are not its own".formatted(record.index()));
            }
        }

        @Override
        public byte[] opening() {
            return first.blobs().getFirst();
        }
    }
}
