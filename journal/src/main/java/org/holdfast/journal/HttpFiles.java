// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.journal.JournalFault.Code;

/// Fetches files from a server that may be hostile: each whole answer, body included, must be there
/// within one limit of time and one of size, however slowly or endlessly it comes. Follows what the
/// client follows, so give it one that follows no redirects. Thread-safe.
public final class HttpFiles {
    /// The time for one whole answer when nothing else is said.
    public static final Duration WITHIN = Duration.ofSeconds(60);

    private final HttpClient client;
    private final Duration within;

    /// @param within the longest time from asking to the last byte of the answer
    public HttpFiles(HttpClient client, Duration within) {
        this.client = client;
        this.within = within;
    }

    /// The body of an answer 200; empty for 404 and 410. Any other status, a body of more bytes and
    /// an answer that takes longer are a [JournalFault] of [Code#NETWORK]; the answer is given up.
    public Optional<byte[]> get(URI address, int mostBytes) {
        return ask(address, mostBytes).await();
    }

    /// Asks without waiting. Each answer must be awaited or given up.
    Pending ask(URI address, int mostBytes) {
        try {
            return new Pending(
                    address.getPath(),
                    client.sendAsync(
                            HttpRequest.newBuilder(address).build(),
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), mostBytes)),
                    System.nanoTime() + within.toNanos());
        } catch (IllegalArgumentException e) {
            throw new JournalFault(Code.NETWORK, "not an address to ask: " + address, e);
        }
    }

    /// An answer that was asked for.
    final class Pending {
        private final String path;
        private final CompletableFuture<HttpResponse<byte[]>> answer;
        private final long deadlineNanos;

        private Pending(
                String path, CompletableFuture<HttpResponse<byte[]>> answer, long deadlineNanos) {
            this.path = path;
            this.answer = answer;
            this.deadlineNanos = deadlineNanos;
        }

        /// As [HttpFiles#get]; the time runs from the asking.
        Optional<byte[]> await() {
            HttpResponse<byte[]> whole = whole();
            return switch (whole.statusCode()) {
                case 200 -> Optional.of(whole.body());
                case 404, 410 -> Optional.empty();
                default ->
                        throw new JournalFault(
                                Code.NETWORK, "answered " + whole.statusCode() + " for " + path);
            };
        }

        private HttpResponse<byte[]> whole() {
            try {
                long left = Math.max(0, deadlineNanos - System.nanoTime());
                return answer.get(left, TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw new JournalFault(
                        Code.NETWORK,
                        "no whole answer for " + path + ": " + cause.getMessage(),
                        cause);
            } catch (TimeoutException e) {
                throw new JournalFault(
                        Code.NETWORK, "no whole answer within " + within + " for " + path, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JournalFault(Code.NETWORK, "interrupted while asking for " + path, e);
            } finally {
                giveUp();
            }
        }

        /// Lets the connection go when the answer is not whole; nothing happens otherwise.
        void giveUp() {
            answer.cancel(true);
        }
    }
}
