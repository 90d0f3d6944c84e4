// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Fetches, never for a request: connection, head and the whole body have one end of waiting
/// together, whatever the other side does or a path loses; no redirection is followed, no proxy and
/// no cookie used, and no byte above the bound read.
final class Fetcher implements AutoCloseable {
    private final HttpClient client;
    private final Duration deadline;

    Fetcher(Duration deadline) {
        this.deadline = deadline;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .connectTimeout(deadline)
                        .build();
    }

    /// What came.
    sealed interface Answer {
        /// All of it, in time.
        @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
        record Got(byte[] body) implements Answer {}

        /// Not.
        record Failed(SourceState.Failure failure) implements Answer {}
    }

    Answer get(URI address, int most) {
        return fetch(HttpRequest.newBuilder(address).GET(), most);
    }

    Answer post(URI address, String type, byte[] body, int most) {
        return fetch(
                HttpRequest.newBuilder(address)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
                most);
    }

    private Answer fetch(HttpRequest.Builder request, int most) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        request.timeout(deadline).build(),
                        head -> {
                            if (head.headers().firstValueAsLong("Content-Length").orElse(0)
                                    > most) {
                                throw new TooLarge();
                            }
                            return new BoundedBody(most);
                        });
        try {
            HttpResponse<byte[]> whole = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return whole.statusCode() == 200
                    ? new Answer.Got(whole.body())
                    : failed(FetchRefusal.HTTP_CODE, "HTTP " + whole.statusCode());
        } catch (TimeoutException late) {
            return failed(FetchRefusal.DEADLINE, "not whole within " + deadline);
        } catch (ExecutionException broken) {
            return judge(broken.getCause());
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return failed(FetchRefusal.UNREACHABLE, "stopped");
        } finally {
            // closes the connection of what is still under way
            answer.cancel(true);
        }
    }

    private Answer judge(@org.jspecify.annotations.Nullable Throwable fault) {
        Throwable at = fault;
        for (int depth = 0; at != null && depth < 8; depth++) {
            if (at instanceof TooLarge) {
                return failed(FetchRefusal.TOO_LARGE, "more bytes than are taken");
            }
            if (at instanceof java.net.http.HttpTimeoutException) {
                return failed(FetchRefusal.DEADLINE, "not whole within " + deadline);
            }
            at = at.getCause();
        }
        return failed(FetchRefusal.UNREACHABLE, String.valueOf(fault));
    }

    private static Answer failed(FetchRefusal why, String detail) {
        return new Answer.Failed(new SourceState.Failure(why, detail));
    }

    /// Says so where a body is longer than asked for.
    static final class TooLarge extends RuntimeException {
        TooLarge() {
            super("more bytes than are taken");
        }
    }

    /// Ends connections and threads, without waiting for what is under way.
    @Override
    public void close() {
        client.shutdownNow();
    }
}
