// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The inventories of site a, which asks a listener in the place of site b's node.
final class InventoriesTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-26T10:00:00Z"));

    @TempDir Path folder;

    private final AtomicReference<InventoryBook> told =
            new AtomicReference<>(new InventoryBook("b", List.of()));
    private HttpServer b;

    @BeforeEach
    void listen() throws IOException {
        b = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        b.createContext(
                "/api/v1/inventory",
                exchange -> {
                    boolean known =
                            "Bearer t"
                                    .equals(exchange.getRequestHeaders().getFirst("Authorization"));
                    byte[] body = told.get().json().toString().getBytes();
                    exchange.sendResponseHeaders(known ? 200 : 401, known ? body.length : -1);
                    if (known) {
                        exchange.getResponseBody().write(body);
                    }
                    exchange.close();
                });
        b.start();
    }

    @AfterEach
    void end() {
        b.stop(0);
    }

    private Inventories ofA() {
        URI nodeB = URI.create("http://127.0.0.1:" + b.getAddress().getPort());
        URI nowhere = URI.create("http://127.0.0.1:1");
        return Inventories.of(
                new InventorySettings(
                        folder.resolve("inventory"),
                        "a",
                        () -> OutageTest.of("a", "2026-11-26T10:00:00Z"),
                        Map.of("b", nodeB, "c", nowhere),
                        "t"),
                CLOCK);
    }

    @Test
    void keepsWhatOthersGaveAndReadsItWhenTheyAreGone() throws IOException {
        told.set(
                new InventoryBook(
                        "b",
                        List.of(
                                OutageTest.of("b", "2026-11-26T09:59:00Z"),
                                OutageTest.of("c", "2026-11-20T00:00:00Z"))));
        try (Inventories a = ofA()) {
            a.begin();
            until(() -> a.book().documents().size() == 3);
        }
        b.stop(0);
        InventoryBook book = InventoryBook.at("a", folder.resolve("inventory"));
        assertThat(book.documents()).extracting(Inventory::site).containsExactly("a", "b", "c");
        assertThat(book.of("c").orElseThrow().madeAt())
                .isEqualTo(Instant.parse("2026-11-20T00:00:00Z"));
        assertThat(book.of("a").orElseThrow())
                .isEqualTo(OutageTest.of("a", "2026-11-26T10:00:00Z"));
    }

    @Test
    void believesNobodyAboutItselfAndNoOlderWordAboutAThird() throws IOException {
        Path files = folder.resolve("inventory");
        Files.createDirectories(files);
        Files.writeString(
                files.resolve("c.json"), OutageTest.of("c", "2026-11-26T09:00:00Z").json());
        told.set(
                new InventoryBook(
                        "b",
                        List.of(
                                OutageTest.of("a", "2026-11-26T11:00:00Z"),
                                OutageTest.of("b", "2026-11-26T09:59:00Z"),
                                OutageTest.of("c", "2026-11-26T08:00:00Z"),
                                OutageTest.of("d", "2026-11-26T09:00:00Z"))));
        try (Inventories a = ofA()) {
            a.begin();
            until(() -> a.book().of("b").isPresent());
            assertThat(a.book().of("a").orElseThrow().madeAt())
                    .isEqualTo(Instant.parse("2026-11-26T10:00:00Z"));
            assertThat(a.book().of("c").orElseThrow().madeAt())
                    .isEqualTo(Instant.parse("2026-11-26T09:00:00Z"));
            assertThat(a.book().of("d")).isEmpty();
        }
    }

    @Test
    void leavesOutWhatACrashOrADiskDamaged() throws IOException {
        Path files = folder.resolve("inventory");
        try (Inventories a = ofA()) {
            a.refresh();
        }
        String whole = Files.readString(files.resolve("a.json"));
        Files.writeString(files.resolve("b.json"), whole.substring(0, whole.length() / 2));
        Files.writeString(files.resolve("c.json"), whole); // another site's under a wrong name
        Files.writeString(files.resolve("b.new"), "x");
        InventoryBook book = InventoryBook.at("a", files);
        assertThat(book.documents()).extracting(Inventory::site).containsExactly("a");
        assertThat(book.ids()).contains("etcd.c", "postgres.b");
        assertThat(InventoryBook.at("a", folder.resolve("nowhere")).documents()).isEmpty();
    }

    @Test
    void takesTheNewestOfAllCopies() {
        InventoryBook one =
                new InventoryBook("a", List.of(OutageTest.of("b", "2026-11-26T09:00:00Z")));
        InventoryBook other =
                new InventoryBook("c", List.of(OutageTest.of("b", "2026-11-26T09:30:00Z")));
        assertThat(InventoryBook.newest("a+c", List.of(one, other)).documents())
                .containsExactly(OutageTest.of("b", "2026-11-26T09:30:00Z"));
    }
}
