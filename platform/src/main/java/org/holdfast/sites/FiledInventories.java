// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.journal.Disk;
import org.holdfast.journal.JournalFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// One file a site in one folder. What a site says of itself is always believed; what others say of
/// it, when it is newer than what is here. One thread asks; each question has five seconds.
final class FiledInventories implements Inventories {
    private static final Logger LOG = LoggerFactory.getLogger(FiledInventories.class);
    private static final String PATH = "/api/v1/inventory";
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final int LOOK_SECONDS = 5;
    private static final int LOOKS_A_ROUND = 12;

    private final InventorySettings settings;
    private final InstantSource clock;
    private final Disk disk = Disk.real();
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(WITHIN).build();
    private final ScheduledExecutorService beat =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("inventories").factory());

    @GuardedBy("this")
    private boolean begun;

    private int look;

    FiledInventories(InventorySettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public synchronized void begin() {
        if (!begun) {
            begun = true;
            var _ = beat.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    /// The outer edge of the thread: what fails now is tried again at the next look.
    private void look() {
        try {
            boolean round = look++ % LOOKS_A_ROUND == 0;
            if (round) {
                refresh();
            }
            for (Map.Entry<String, URI> peer : settings.peers().entrySet()) {
                if (round || !Files.exists(file(peer.getKey()))) {
                    ask(peer.getKey(), peer.getValue());
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            LOG.warn("inventories: {}", fault.getClass().getName());
        }
    }

    @Override
    public void refresh() {
        write(settings.own().get());
    }

    private void ask(String peer, URI node) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(node.resolve(PATH))
                        .timeout(WITHIN)
                        .header("Authorization", "Bearer " + settings.token().get())
                        .build();
        try {
            HttpResponse<byte[]> answer = whole(request);
            byte[] bytes = answer.body();
            if (answer.statusCode() == 200 && bytes.length <= Inventory.MOST_BYTES) {
                adopt(peer, bytes);
            }
        } catch (ExecutionException | TimeoutException | JacksonException silent) {
            // what it gave before stays here, with its age
        }
    }

    /// A request's own end of waiting does not cover the body, which stalls where long packets are
    /// lost.
    private HttpResponse<byte[]> whole(HttpRequest request)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofByteArray(),
                                Inventory.MOST_BYTES + 1L));
        try {
            return answer.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            answer.cancel(true);
        }
    }

    private void adopt(String peer, byte[] answer) {
        for (Inventory one : InventoryBook.read(answer)) {
            boolean itself = one.site().equals(peer);
            boolean ours = one.site().equals(settings.site());
            boolean known = settings.peers().containsKey(one.site());
            if (known && !ours && (itself || isNewer(one))) {
                write(one);
            }
        }
    }

    /// Of what another says of a third: newer than here, and not of a time to come.
    private boolean isNewer(Inventory one) {
        Optional<Inventory> here = book().of(one.site());
        return (here.isEmpty() || one.madeAt().isAfter(here.get().madeAt()))
                && one.madeAt().isBefore(clock.instant().plus(Duration.ofMinutes(5)));
    }

    /// A crash before the rename leaves the old document and a file that nobody reads.
    private synchronized void write(Inventory one) {
        try {
            Files.createDirectories(settings.folder());
            Path staged = settings.folder().resolve(one.site() + ".new");
            disk.delete(staged);
            disk.write(staged, 0, one.json().getBytes(StandardCharsets.UTF_8));
            disk.force(staged);
            disk.rename(staged, file(one.site()));
            disk.forceFolder(settings.folder());
        } catch (IOException | JournalFault full) {
            LOG.warn("the inventory of {} was not written: {}", one.site(), full.getMessage());
        }
    }

    private Path file(String site) {
        return settings.folder().resolve(site + ".json");
    }

    @Override
    public InventoryBook book() {
        try {
            return InventoryBook.at(settings.site(), settings.folder());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        beat.shutdownNow();
        client.shutdownNow();
    }
}
