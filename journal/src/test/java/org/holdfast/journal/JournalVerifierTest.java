// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.journal.JournalFault.Code;
import org.holdfast.journal.JournalRefusal.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalVerifierTest {
    @TempDir Path temp;
    private final NoteSigner signer = NoteTest.newSigner(JournalDirectoryTest.ORIGIN);
    private Path folder;

    @BeforeEach
    void prepare() {
        folder = temp.resolve("j");
        try (JournalDirectory journal =
                JournalDirectory.create(
                        folder, JournalDirectoryTest.ORIGIN, signer.vkey(), DyingDisk.immortal())) {
            journal.append(JournalDirectoryTest.entries(0, 600));
            journal.seal(signer);
            journal.append(JournalDirectoryTest.entries(600, 603));
        }
    }

    private JournalReport verify() {
        return new JournalVerifier(signer.verifier(), JournalVerifier.Progress.SILENT)
                .verify(folder);
    }

    private void damage(String path, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(path));
        bytes[at] ^= 1;
        Files.write(folder.resolve(path), bytes);
    }

    @Test
    void acceptsATrueJournalAndCountsWhatIsNotSigned() {
        JournalReport report = verify();
        assertThat(report.head().size().value()).isEqualTo(600);
        assertThat(report.unsigned()).isEqualTo(3);
    }

    @Test
    void refusesAChangedEntry() throws IOException {
        damage("tile/entries/001", 30);
        NoteTest.refuses(Reason.TILE_DIFFERS, this::verify);
    }

    @Test
    void refusesAChangedTileOfEachLevel() throws IOException {
        for (String path : new String[] {"tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"}) {
            damage(path, 33);
            NoteTest.refuses(Reason.TILE_DIFFERS, this::verify);
            damage(path, 33);
        }
        verify();
    }

    @Test
    void refusesAMissingOrShortenedBundle() throws IOException {
        Path bundle = folder.resolve("tile/entries/002.p/88");
        byte[] whole = Files.readAllBytes(bundle);
        Files.write(bundle, Arrays.copyOf(whole, whole.length - 1));
        NoteTest.refuses(Reason.MALFORMED_BUNDLE, this::verify);
        Files.delete(bundle);
        NoteTest.refuses(Reason.FILE_MISSING, this::verify);
    }

    @Test
    void refusesAChangedBlobAndAMissingBlobFile() throws IOException {
        damage("blobs/1", 5000);
        NoteTest.refuses(Reason.MALFORMED_RECORD, this::verify);
        damage("blobs/1", 5000);
        Files.delete(folder.resolve("blobs/2"));
        NoteTest.refuses(Reason.MALFORMED_RECORD, this::verify);
    }

    @Test
    void refusesAnotherKeyAndAChangedCheckpoint() throws IOException {
        NoteVerifier other = NoteTest.newSigner(JournalDirectoryTest.ORIGIN).verifier();
        JournalVerifier foreign = new JournalVerifier(other, JournalVerifier.Progress.SILENT);
        NoteTest.refuses(Reason.SIGNATURE_MISSING, () -> foreign.verify(folder));
        damage("checkpoint", JournalDirectoryTest.ORIGIN.length() + 1);
        NoteTest.refuses(Reason.SIGNATURE_INVALID, this::verify);
        Files.delete(folder.resolve("checkpoint"));
        NoteTest.refuses(Reason.FILE_MISSING, this::verify);
    }

    @Test
    void refusesASignedHeadOverOtherEntries() throws IOException {
        Checkpoint lie =
                new Checkpoint(
                        JournalDirectoryTest.ORIGIN, new TreeSize(600), MerkleTree.emptyRoot());
        Files.write(folder.resolve("checkpoint"), signer.sign(lie.text()).bytes());
        NoteTest.refuses(Reason.ROOT_DIFFERS, this::verify);
    }

    @Test
    void checksTheSameOverHttp() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/journal/central-1/", this::serve);
        server.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpFiles files = new HttpFiles(client, HttpFiles.WITHIN);
            URI address =
                    URI.create(
                            "http://127.0.0.1:%d/journal/central-1"
                                    .formatted(server.getAddress().getPort()));
            AtomicLong heard = new AtomicLong();
            JournalVerifier verifier =
                    new JournalVerifier(
                            signer.verifier(),
                            (entry, of) -> {
                                assertThat(of.covers(entry.index())).isTrue();
                                heard.incrementAndGet();
                            });
            assertThat(verifier.verify(address, files).head().size().value()).isEqualTo(600);
            assertThat(heard).hasValue(600);
            damage("tile/1/000.p/2", 0);
            NoteTest.refuses(Reason.TILE_DIFFERS, () -> verifier.verify(address, files));
            URI broken = URI.create(address.toString().replace("central", "broken"));
            JournalDirectoryTest.faults(
                    Code.NETWORK,
                    () -> verifier.verify(broken.resolve("/journal/central-1/500"), files));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void refusesBytesBehindTheEntriesOfABundleAndBehindATile() throws IOException {
        for (String path : new String[] {"tile/entries/001", "tile/entries/002.p/88"}) {
            lengthen(path);
            NoteTest.refuses(Reason.ENTRY_DIFFERS, this::verify);
            Files.write(folder.resolve(path), bytes);
        }
        for (String path : new String[] {"tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"}) {
            lengthen(path);
            NoteTest.refuses(Reason.TILE_DIFFERS, this::verify);
            Files.write(folder.resolve(path), bytes);
        }
        verify();
    }

    private byte[] bytes = {};

    private void lengthen(String path) throws IOException {
        bytes = Files.readAllBytes(folder.resolve(path));
        Files.write(folder.resolve(path), Arrays.copyOf(bytes, bytes.length + 100));
    }

    @Test
    void namesTheEntriesUnderWhateverDiffers() throws IOException {
        damage("tile/1/000.p/2", 33);
        assertThatThrownBy(this::verify)
                .hasMessageContaining("tile/1/000.p/2, of the entries 0 to 511");
        damage("tile/1/000.p/2", 33);
        damage("tile/entries/002.p/88", 1);
        assertThatThrownBy(this::verify).hasMessageContaining("of the entries 512 to 599");
    }

    @Test
    void tellsEachWholeRecordOfTheBlobFiles() {
        List<Long> heard = new ArrayList<>();
        new JournalVerifier(
                        signer.verifier(),
                        JournalVerifier.Progress.SILENT,
                        record -> heard.add(record.index().value()))
                .verify(folder);
        assertThat(heard).hasSize(603).isSorted();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/journal/central-1/".length());
        Optional<byte[]> file = Source.file(folder.resolve(path));
        int status = path.startsWith("500") ? 500 : file.isPresent() ? 200 : 404;
        byte[] body = file.orElse(new byte[0]);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
