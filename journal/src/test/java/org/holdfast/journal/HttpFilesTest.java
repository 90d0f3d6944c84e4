// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.holdfast.journal.JournalFault.Code;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpFilesTest {
    private static final Duration SOON = Duration.ofMillis(300);
    private static final int MOST = 1_000;

    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        over.countDown();
        client.shutdownNow();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/endless" -> {
                    exchange.sendResponseHeaders(200, 0);
                    OutputStream body = exchange.getResponseBody();
                    while (over.getCount() > 0) {
                        body.write(new byte[4096]);
                    }
                }
                case "/drip" -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(1);
                    exchange.getResponseBody().flush();
                    awaitOver();
                }
                case "/silent" -> awaitOver();
                case "/moved" -> {
                    exchange.getResponseHeaders().add("Location", "/file");
                    exchange.sendResponseHeaders(302, -1);
                }
                case "/none" -> exchange.sendResponseHeaders(404, -1);
                case "/broken" -> exchange.sendResponseHeaders(500, -1);
                case "/short" -> {
                    exchange.sendResponseHeaders(200, 10);
                    exchange.getResponseBody().write(new byte[3]);
                }
                default -> {
                    byte[] body = "a file".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            }
        }
    }

    private void awaitOver() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpFiles files(Duration within) {
        return new HttpFiles(client, within);
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Test
    void givesAFileOrSaysThatThereIsNone() {
        HttpFiles files = files(HttpFiles.WITHIN);
        assertThat(files.get(at("/file"), MOST).orElseThrow()).asString().isEqualTo("a file");
        assertThat(files.get(at("/none"), MOST)).isEmpty();
    }

    @Test
    void refusesOtherStatusesAndFollowsNothing() {
        HttpFiles files = files(HttpFiles.WITHIN);
        for (String path : new String[] {"/broken", "/moved"}) {
            JournalDirectoryTest.faults(Code.NETWORK, () -> files.get(at(path), MOST));
        }
        URI nowhere = URI.create("relative/file");
        JournalDirectoryTest.faults(Code.NETWORK, () -> files.get(nowhere, MOST));
    }

    @Test
    void stopsReadingABodyThatIsTooLongOrNeverEnds() {
        HttpFiles files = files(HttpFiles.WITHIN);
        JournalDirectoryTest.faults(Code.NETWORK, () -> files.get(at("/endless"), MOST));
        JournalDirectoryTest.faults(Code.NETWORK, () -> files.get(at("/file"), 5));
        JournalDirectoryTest.faults(Code.NETWORK, () -> files.get(at("/short"), MOST));
    }

    @Test
    void givesUpAnAnswerThatIsNotWholeInTime() {
        for (String path : new String[] {"/drip", "/silent"}) {
            assertThatThrownBy(() -> files(SOON).get(at(path), MOST))
                    .isInstanceOf(JournalFault.class)
                    .hasMessageContaining("no whole answer within PT0.3S for " + path);
        }
    }
}
