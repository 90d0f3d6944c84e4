// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.HttpFiles;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.SignedNote;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the mirrors that serve their copies how far they have got, before a start signs anything.
///
/// A mirror is not believed: what it holds counts only when this site's own keys have signed it. A
/// mirror that does not answer within seconds, or that shows what does not verify, is passed over
/// with a warning: it will notice a step back by itself at its next look.
final class MirrorHeads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorHeads.class);
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final int MOST_LIST = 4 << 20;
    private static final int MOST_CERTIFICATE = 16 * 1024;

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(WITHIN).build();
    private final HttpFiles files = new HttpFiles(client, WITHIN);
    private final X509Certificate root;

    /// @param root the root that certifies the keys of this site's journals
    MirrorHeads(X509Certificate root) {
        this.root = root;
    }

    /// Refuses the start when a mirror that serves its copy has a published head that is not here.
    static void ask(Surroundings around, List<Series> all) {
        List<Mirroring.Place> places = MirrorPlaces.read(around.folder());
        if (places.stream().anyMatch(place -> place.address().isPresent())) {
            try (MirrorHeads mirrors = new MirrorHeads(around.keys().root().certificate())) {
                all.forEach(series -> mirrors.requireHere(series, places));
            }
        }
    }

    private record Line(String name, long size) {
        int number() {
            return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
        }
    }

    /// Refuses the start when a mirror has a published head of this journal that is not here.
    void requireHere(Series series, List<Mirroring.Place> places) {
        for (Mirroring.Place place : places) {
            if (place.address().isEmpty()) {
                continue;
            }
            String address = place.address().get().replaceFirst("/*$", "");
            try {
                newest(address, series.kind())
                        .ifPresent(line -> requireHere(series, place.name(), address, line));
            } catch (JournalFault | JournalRefusal | IllegalArgumentException silent) {
                LOG.warn(
                        "mirror {} was not heard about {}: {}",
                        place.name(),
                        series.kind(),
                        silent.getMessage());
            }
        }
    }

    private Optional<Line> newest(String address, String kind) {
        String list =
                new String(need(address + "/journal/list", MOST_LIST), StandardCharsets.UTF_8);
        Optional<Line> newest = Optional.empty();
        for (String text : list.lines().toList()) {
            String[] parts = text.split(" ", -1);
            if (parts.length == 4
                    && parts[0].matches(kind + "-[1-9][0-9]{0,8}")
                    && parts[3].matches("[0-9]{1,18}")) {
                Line line = new Line(parts[0], Long.parseLong(parts[3]));
                if (newest.isEmpty() || newest.get().number() < line.number()) {
                    newest = Optional.of(line);
                }
            }
        }
        return newest;
    }

    private void requireHere(Series series, String place, String address, Line line) {
        Optional<Chapter> last = series.last();
        int number = last.map(Chapter::number).orElse(0);
        long signed = last.map(one -> one.head().size()).orElse(0L);
        if (line.number() < number || (line.number() == number && line.size() <= signed)) {
            return;
        }
        SignedNote note =
                SignedNote.parse(
                        need(
                                address + "/journal/" + line.name() + "/checkpoint",
                                SignedNote.MAX_BYTES));
        String origin = Checkpoint.parse(note.text()).origin();
        if (!origin.equals(series.prefix() + line.number())) {
            throw new IllegalArgumentException("it shows " + origin + " as " + line.name());
        }
        byte[] certificate =
                need(address + "/journal/" + line.name() + "/certificate", MOST_CERTIFICATE);
        Checkpoint head = certified(origin, certificate).checkpoint(note);
        if (line.number() == number && head.size().value() <= signed) {
            return;
        }
        throw StartHeads.older(
                series,
                line.name(),
                "mirror %s holds %s at %d entries, signed by this site, and here %s"
                        .formatted(
                                place,
                                origin,
                                head.size().value(),
                                last.map(one -> "ends " + HeadGate.words(one.head()))
                                        .orElse("is nothing")));
    }

    private NoteVerifier certified(String origin, byte[] der) {
        try {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der));
            certificate.verify(root.getPublicKey());
            if (!certificate.getSubjectX500Principal().getName().equals("CN=" + origin)) {
                throw new IllegalArgumentException("a certificate of another journal");
            }
            return NoteVerifier.of(origin, certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this site's root did not certify " + origin, e);
        }
    }

    private byte[] need(String address, int most) {
        return files.get(URI.create(address), most)
                .orElseThrow(() -> new IllegalArgumentException("there is no " + address));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
