// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole office whose journals lie on a file system that runs really full, and has room again;
/// where this account may mount one.
class FullDiskTest {
    private static final long BYTES = 64L << 20;

    @TempDir private Path data;
    private Path journals;
    private boolean mounted;
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<String> bases = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void mount() throws Exception {
        journals = Files.createDirectories(data.resolve("journals"));
        mounted = command("mount", "-t", "tmpfs", "-o", "size=" + BYTES, "tmpfs", "" + journals);
        assumeTrue(mounted, "this account may not mount");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(command("umount", "-l", "" + journals)).isTrue();
        }
    }

    private static boolean command(String... words) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private final class Ears implements KeptOffice.Told {
        @Override
        public void ready(String base) {
            bases.add(base);
        }

        @Override
        public void again(String why) {
            told.add(why);
        }

        @Override
        public void stopping() {
            told.add("stopping");
        }
    }

    private Visitor visitor() {
        return new Visitor(bases.getLast());
    }

    private DemoPeople people() {
        return DemoPeople.of(data);
    }

    private String officer() {
        return people().token("officer", "kr-11110");
    }

    private Map<String, Object> order() {
        Map<String, Object> order = new HashMap<>();
        order.put("service", "kr.resident-abstract");
        order.put("office", "kr-11110");
        order.put("subject", people().handle("kr-11110", 0));
        order.put("purpose", "bank");
        return order;
    }

    private Visitor.Answer issue(String operation) {
        return visitor().post("/api/v1/issuances", officer(), order(), operation);
    }

    private Visitor.Answer ready() {
        return visitor().send(visitor().to("/health/ready"));
    }

    /// Takes every byte that is left.
    private Path fill() throws IOException {
        Path filler = journals.resolve("filler");
        for (int size = 1 << 20; size > 0; size /= 2) {
            try {
                while (true) {
                    Files.write(
                            filler,
                            new byte[size],
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
                }
            } catch (IOException full) {
                // with less, until not one byte fits
            }
        }
        return filler;
    }

    @Test
    void goesOnByItselfOnceThereIsRoomAgainAndAcknowledgesNothingMeanwhile() throws Exception {
        CompletableFuture<Void> office =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                KeptOffice.run(
                                        OfficeSettings.quiet(data, 0, true, 400), end, new Ears());
                            } catch (InterruptedException stop) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        task -> Thread.ofPlatform().start(task));
        try {
            until(() -> !bases.isEmpty() || office.isDone());
            List<String> acknowledged = new ArrayList<>();
            Visitor.Answer first = issue("op-full-disk-0");
            assertThat(first.status()).as(first.text()).isEqualTo(201);
            acknowledged.add(first.json().path("id").asString(""));
            assertThat(ready().status()).isEqualTo(200);
            Path filler = fill();
            List<String> refused = new ArrayList<>();
            for (int i = 1; refused.size() < 5; i++) {
                String operation = "op-full-disk-" + i;
                Visitor.Answer answer = issue(operation);
                if (answer.status() == 201) {
                    acknowledged.add(answer.json().path("id").asString(""));
                    assertThat(refused).as("nothing is taken once it has stopped").isEmpty();
                } else {
                    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
                    refused.add(operation);
                }
            }
            until(() -> ready().status() == 503);
            assertThat(ready().json().path("status").asString("")).isEqualTo("stopped");
            assertThat(ready().json().path("reason").asString("")).contains("node");
            // What needs no entry goes on.
            for (String id : acknowledged) {
                assertThat(visitor().get("/api/v1/issuances/" + id, officer()).status())
                        .isEqualTo(200);
            }
            Thread.sleep(3_000); // some looks of the office, on a disk that stays full
            assertThat(told).isEmpty();
            assertThat(ready().status()).isEqualTo(503);
            Files.delete(filler);
            until(() -> bases.size() == 2 || office.isDone());
            assertThat(told).singleElement().asString().contains("node", "takes writes again");
            assertThat(bases.get(1)).isEqualTo(bases.get(0));
            assertThat(ready().status()).isEqualTo(200);
            for (String operation : refused) {
                Visitor.Answer again = issue(operation);
                assertThat(again.status()).as(again.text()).isIn(200, 201);
                acknowledged.add(again.json().path("id").asString(""));
            }
            for (String id : acknowledged) {
                assertThat(visitor().get("/api/v1/issuances/" + id, officer()).status())
                        .isEqualTo(200);
            }
            assertThat(Files.exists(journals.resolve("node-2"))).isTrue();
        } finally {
            end.countDown();
            office.get(2, TimeUnit.MINUTES);
        }
        assertThat(told.getLast()).isEqualTo("stopping");
    }
}
