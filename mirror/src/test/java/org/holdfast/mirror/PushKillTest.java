// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalVerifier;
import org.holdfast.journal.NoteSignature;
import org.holdfast.journal.SignedNote;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of a mirror in the midst of a push: nothing that it cosigned is lost, nothing that it
/// shows is without its blobs, and the push goes on where it was.
class PushKillTest {
    private static final int SIZE = 700;

    @TempDir Path temp;
    private SmallOffice office;
    private Process process;
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        office = new SmallOffice(temp);
        office.grow(SIZE);
    }

    @AfterEach
    void stop() throws Exception {
        kill();
        office.close();
    }

    private void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    private int launch() throws Exception {
        Path port = folder.resolve("port");
        Files.deleteIfExists(port);
        process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                PushedMirror.class.getName(),
                                office.address().toString(),
                                folder.toString(),
                                port.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        while (!Files.exists(port) && process.isAlive()) {
            LockSupport.parkNanos(5_000_000);
        }
        return Integer.parseInt(Files.readString(port));
    }

    /// Dies when records are asked for the n-th time, or a moment later.
    private void dieAt(int request, long afterNanos) {
        int[] asked = {0};
        office.whenAsked =
                _ -> {
                    if (++asked[0] == request) {
                        Process victim = process;
                        Thread.ofPlatform()
                                .start(() -> {
                                    LockSupport.parkNanos(afterNanos);
                                    victim.destroyForcibly();
                                });
                        if (afterNanos == 0) {
                            victim.onExit().join();
                        }
                    }
                };
    }

    @Test
    void goesOnWhereItWasAndLosesNothingThatItCosigned() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 6; round++) {
            folder = Files.createDirectory(temp.resolve("mirror" + round));
            office.whenAsked = _ -> {};
            int port = launch();
            try (Client client = new Client(office, port)) {
                assertThat(client.pend(1, SIZE).statusCode()).isEqualTo(200);
                boolean late = round >= 3;
                dieAt(late ? 7 : 1 + 2 * round, late ? random.nextLong(60_000_000) : 0);
                push(client);
            }
            process.onExit().join();
            requireNothingWithoutItsBlobs();
            office.whenAsked = _ -> {};
            try (Client client = new Client(office, launch())) {
                HttpResponse<String> whole = client.pushAll(SIZE);
                assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
                SignedNote note = office.note(SIZE).with(NoteSignature.parseLines(whole.body()));
                MirrorKeys.of(folder, "court").mirror().verifier().verify(note);
                kill();
                requireNothingWithoutItsBlobs();
                assertThat(signed()).isEqualTo(SIZE);
            }
        }
    }

    /// An answer with a cosignature may come before the process dies; then it holds.
    private void push(Client client) throws Exception {
        try {
            HttpResponse<String> answer = client.push(1, SIZE);
            if (answer.statusCode() == 200) {
                process.onExit().join();
                assertThat(signed()).isEqualTo(SIZE);
            }
        } catch (IOException died) {
            assertThat(process.onExit().join().isAlive()).isFalse();
        }
    }

    private long signed() {
        try (JournalDirectory copy =
                JournalDirectory.openForReading(folder.resolve("journals/node-1"))) {
            return copy.signedSize().value();
        }
    }

    private void requireNothingWithoutItsBlobs() throws Exception {
        Path copy = folder.resolve("journals/node-1");
        new JournalVerifier(office.signer.verifier(), JournalVerifier.Progress.SILENT).verify(copy);
        try (JournalDirectory kept = JournalDirectory.openForReading(copy)) {
            for (int i = 1; i < kept.durableSize().value(); i++) {
                assertThat(kept.read(new EntryIndex(i)).blobs().getFirst())
                        .isEqualTo(SmallOffice.record(i).blobs().getFirst());
            }
        }
    }
}
