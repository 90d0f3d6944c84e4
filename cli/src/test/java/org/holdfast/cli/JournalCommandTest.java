// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandTest {
    private static final Path SAMPLES =
            Path.of(System.getProperty("holdfast.home")).resolve("samples");

    @TempDir Path folder;

    private static int verify(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "journal";
        all[1] = "verify";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Main.line().execute(all);
    }

    @Test
    void exitsWithOneWhenTheAnswersAreNoJournals() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] page = "<html>hi</html>".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                    exchange.close();
                });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        try {
            assertThat(verify(address)).isEqualTo(ExitCode.FINDING);
            String trust = SAMPLES.resolve("trust.json").toString();
            assertThat(verify(address, "--trust", trust)).isEqualTo(ExitCode.FINDING);
        } finally {
            server.stop(0);
        }
        assertThat(verify(address)).as("nobody is there").isEqualTo(ExitCode.MISSING);
    }

    @Test
    void exitsWithOneForAFolderThatIsNoJournal() throws IOException {
        Path journal = Files.createDirectories(folder.resolve("journals/central-1"));
        Files.writeString(journal.resolve("checkpoint"), "no note");
        Files.copy(SAMPLES.resolve("trust.json"), folder.resolve("trust.json"));
        assertThat(verify(folder.toString())).isEqualTo(ExitCode.FINDING);
        assertThat(verify(folder.resolve("journals").toString())).isEqualTo(ExitCode.FINDING);
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(verify(folder.resolve("nothing").toString())).isEqualTo(ExitCode.MISSING);
        assertThat(verify(folder.toString())).as("no trust file").isEqualTo(ExitCode.MISSING);
        assertThat(verify(folder.toString(), "--trust", "/dev/zero")).isEqualTo(ExitCode.MISSING);
        assertThat(verify(SAMPLES.toString())).as("no journals").isEqualTo(ExitCode.MISSING);
    }
}
