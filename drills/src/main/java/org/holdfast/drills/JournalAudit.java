// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.holdfast.drills.OfficeListing.Line;
import org.holdfast.journal.HttpFiles;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalReport;
import org.holdfast.journal.JournalVerifier;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.verifier.TrustList;

/// Reads every public journal of an office, or of a mirror that serves its copies, as a stranger
/// would, and believes nothing of it: computes every entry, tile and root again under keys that a
/// root certified, compares each opening entry with the origin before it, looks for an operation
/// that was recorded twice and for journals that are not shown. A mirror has no trust file: it
/// shows the root that it pinned, and beside each copy the certificate of its key. Whatever does
/// not fit, or is not answered in time, is a finding.
public final class JournalAudit {
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final int MOST_LIST = 16 << 20;
    private static final int MOST_STATUS = 1 << 20;
    private static final int MOST_CERTIFICATE = 16 * 1024;

    private final String base;
    private final Optional<TrustList> trust;
    private final Duration within;
    private final AuditWatcher watcher;

    /// With the office's own trust file, so the office could show a world of its own making.
    ///
    /// @param base the address of an office or of a mirror
    public JournalAudit(String base, AuditWatcher watcher) {
        this(base, Optional.empty(), HttpFiles.WITHIN, watcher);
    }

    /// @param trust whose roots are believed; without it those that the office itself shows
    /// @param within the longest time for one whole answer
    public JournalAudit(
            String base, Optional<TrustList> trust, Duration within, AuditWatcher watcher) {
        this.base = base.replaceAll("/+$", "");
        this.trust = trust;
        this.within = within;
        this.watcher = watcher;
    }

    /// How much was read.
    public record Extent(long journals, long entries) {}

    /// Reads everything and tells each finding; nothing is proved unless there was none.
    ///
    /// @throws IOException when nobody answers at the address
    public Extent run(Consumer<String> finding) throws IOException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            HttpClient client =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(CONNECTING)
                            .executor(threads)
                            .build();
            try {
                return run(new HttpFiles(client, within), finding);
            } finally {
                client.shutdownNow();
            }
        }
    }

    private Extent run(HttpFiles files, Consumer<String> findings) throws IOException {
        Optional<List<Line>> mirrored = mirrored(files, findings);
        if (mirrored.isPresent()) {
            return mirror(files, mirrored.get(), findings);
        }
        // The trust file before the list: a journal that is certified meanwhile may be listed only.
        Optional<TrustList> shown = officeTrust(files, findings);
        List<Line> lines =
                fetch(files, "/journal/", MOST_LIST, findings)
                        .map(json -> OfficeListing.read(json, findings))
                        .orElse(List.of());
        Optional<TrustList> used = trust.or(() -> shown);
        if (used.isEmpty()) {
            findings.accept("no trust file, so no key can be believed");
            return new Extent(0, 0);
        }
        List<AuditedOrigin> origins = new ArrayList<>();
        lines.forEach(line ->
                origins.add(
                        new Served(
                                files,
                                line,
                                () ->
                                        shown.flatMap(
                                                list -> list.journalCertificate(line.origin())))));
        Set<String> listed = new TreeSet<>(used.get().journals());
        shown.ifPresent(list -> listed.addAll(list.journals()));
        OriginsAudit audit = new OriginsAudit(used.get(), watcher, findings);
        audit.all(origins, listed);
        return audit.extent();
    }

    /// What a mirror lists; empty when this is none, that is, when it has the list of an office.
    private Optional<List<Line>> mirrored(HttpFiles files, Consumer<String> findings)
            throws IOException {
        List<String> silent = new ArrayList<>();
        if (fetch(files, "/journal/", MOST_LIST, silent::add).isPresent()
                || fetch(files, "/status", MOST_STATUS, silent::add).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                fetch(files, "/journal/list", MOST_LIST, findings)
                        .map(lines -> OfficeListing.lines(lines, findings))
                        .orElse(List.of()));
    }

    private Extent mirror(HttpFiles files, List<Line> lines, Consumer<String> findings)
            throws IOException {
        Optional<TrustList> used = trust;
        if (used.isEmpty()) {
            used =
                    fetch(files, "/journal/root", MOST_CERTIFICATE, findings)
                            .flatMap(JournalAudit::certificate)
                            .map(root -> TrustList.ofRoots(List.of(root)));
        }
        if (used.isEmpty()) {
            findings.accept("no root, so no key can be believed");
            return new Extent(0, 0);
        }
        List<AuditedOrigin> origins = new ArrayList<>();
        for (Line line : lines) {
            URI certificate = URI.create(base + line.href() + "/certificate");
            origins.add(
                    new Served(
                            files,
                            line,
                            () ->
                                    files.get(certificate, MOST_CERTIFICATE)
                                            .flatMap(JournalAudit::certificate)));
        }
        OriginsAudit audit = new OriginsAudit(used.get(), watcher, findings);
        audit.all(origins, used.get().journals());
        return audit.extent();
    }

    private static Optional<X509Certificate> certificate(byte[] der) {
        try {
            return Optional.of(
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der)));
        } catch (CertificateException not) {
            return Optional.empty();
        }
    }

    private Optional<TrustList> officeTrust(HttpFiles files, Consumer<String> findings)
            throws IOException {
        Optional<byte[]> json = fetch(files, "/trust", TrustList.MAX_CHARS, findings);
        try {
            return json.map(bytes -> TrustList.read(new String(bytes, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            findings.accept("the office's trust file cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<byte[]> fetch(
            HttpFiles files, String path, int most, Consumer<String> findings) throws IOException {
        try {
            Optional<byte[]> found = files.get(URI.create(base + path), most);
            if (found.isEmpty()) {
                findings.accept(path + " is not there");
            }
            return found;
        } catch (IllegalArgumentException e) {
            throw new IOException("not an address: " + base, e);
        } catch (JournalFault e) {
            Throwable cause = e.getCause();
            boolean nobody =
                    cause instanceof ConnectException
                            || cause instanceof HttpConnectTimeoutException
                            || cause instanceof IllegalArgumentException;
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted", e);
            }
            if (nobody) {
                throw new IOException("nobody answers at " + base, e);
            }
            findings.accept(e.getMessage());
            return Optional.empty();
        }
    }

    /// A journal as the office serves it.
    private final class Served implements AuditedOrigin {
        /// Salt and a few facts.
        private static final int MOST_OPENING = 1 << 16;

        private final HttpFiles files;
        private final Line line;
        private final Supplier<Optional<X509Certificate>> shown;

        Served(HttpFiles files, Line line, Supplier<Optional<X509Certificate>> shown) {
            this.files = files;
            this.line = line;
            this.shown = shown;
        }

        @Override
        public String origin() {
            return line.origin();
        }

        @Override
        public String vkey() {
            return line.vkey();
        }

        @Override
        public long leastSize() {
            return line.size();
        }

        @Override
        public Optional<X509Certificate> certificate() {
            return shown.get();
        }

        @Override
        public JournalReport verify(NoteVerifier key, JournalVerifier.Progress progress) {
            return new JournalVerifier(key, progress).verify(URI.create(base + line.href()), files);
        }

        @Override
        public byte[] opening() {
            return files.get(URI.create(base + line.href() + "/opening"), MOST_OPENING)
                    .orElseThrow(() -> new IllegalArgumentException("its content is not served"));
        }
    }
}
