// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
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
import org.holdfast.drills.OfficeListing.Line;
import org.holdfast.journal.HttpFiles;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalReport;
import org.holdfast.journal.JournalVerifier;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.verifier.TrustList;

/// Reads every public journal of an office as a stranger would, and believes nothing of it:
/// computes every entry, tile and root again under keys that a root certified, compares each
/// opening entry with the origin before it, looks for an operation that was recorded twice and for
/// journals that are not shown. Whatever does not fit, or is not answered in time, is a finding.
public final class JournalAudit {
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final int MOST_LIST = 16 << 20;

    private final String base;
    private final Optional<TrustList> trust;
    private final Duration within;
    private final AuditWatcher watcher;

    /// With the office's own trust file, so the office could show a world of its own making.
    ///
    /// @param base the address of an office
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
        lines.forEach(line -> origins.add(new Served(files, line, shown)));
        Set<String> listed = new TreeSet<>(used.get().journals());
        shown.ifPresent(list -> listed.addAll(list.journals()));
        OriginsAudit audit = new OriginsAudit(used.get(), watcher, findings);
        audit.all(origins, listed);
        return audit.extent();
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
        private final Optional<TrustList> shown;

        Served(HttpFiles files, Line line, Optional<TrustList> shown) {
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
            return shown.flatMap(list -> list.journalCertificate(line.origin()));
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
