// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The calls to one provider, with threads and connections of their own: connection, head and the
/// whole body have one end of waiting together, whatever the other side does; no redirection is
/// followed, no proxy and no cookie used, and no byte above the bound read. Thread-safe.
final class Calls implements AutoCloseable {
    /// Threads of a client; looking a name up holds one.
    private static final int THREADS = 4;

    private final ExecutorService threads;
    private final HttpClient client;
    private final Duration deadline;

    /// @param name of the provider
    Calls(String name, Duration deadline) {
        this.deadline = deadline;
        this.threads =
                Executors.newFixedThreadPool(
                        THREADS,
                        task ->
                                Thread.ofPlatform()
                                        .daemon()
                                        .name("openid " + name + " calls")
                                        .unstarted(task));
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .connectTimeout(deadline)
                        .executor(threads)
                        .build();
    }

    /// What came.
    sealed interface Answer {
        /// All of it, in time.
        @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
        record Got(int status, byte[] body) implements Answer {}

        /// Not.
        record Failed(OpenIdRefusal why, String detail) implements Answer {}
    }

    Answer get(URI address, int most) {
        return call(
                HttpRequest.newBuilder(address).header("Accept", "application/json").GET(), most);
    }

    /// @param form the body, as a form is written
    Answer post(URI address, Map<String, String> headers, String form, int most) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .header("Accept", "application/json")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form));
        headers.forEach(request::header);
        return call(request, most);
    }

    private Answer call(HttpRequest.Builder request, int most) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        request.timeout(deadline).build(),
                        head -> {
                            if (head.headers().firstValueAsLong("Content-Length").orElse(0)
                                    > most) {
                                throw new TooLarge();
                            }
                            return new Body(most);
                        });
        try {
            HttpResponse<byte[]> whole = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer.Got(whole.statusCode(), whole.body());
        } catch (TimeoutException late) {
            return new Answer.Failed(OpenIdRefusal.SILENT, "not whole within " + deadline);
        } catch (ExecutionException broken) {
            return judge(broken.getCause());
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return new Answer.Failed(OpenIdRefusal.SILENT, "stopped");
        } finally {
            // closes the connection of what is still under way
            answer.cancel(true);
        }
    }

    private static Answer judge(@Nullable Throwable fault) {
        Throwable at = fault;
        for (int depth = 0; at != null && depth < 8; depth++) {
            if (at instanceof TooLarge) {
                return new Answer.Failed(OpenIdRefusal.FAULTY, "more bytes than are read");
            }
            at = at.getCause();
        }
        return new Answer.Failed(OpenIdRefusal.SILENT, String.valueOf(fault));
    }

    /// A body is longer than asked for.
    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("more bytes than are read", null, false, false);
        }
    }

    /// A body of so many bytes at most; the first one more ends the connection. For one thread at a
    /// time, as the client calls it.
    private static final class Body implements HttpResponse.BodySubscriber<byte[]> {
        private final int most;
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        Body(int most) {
            this.most = most;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            begun.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                if (part.remaining() > most - read.size()) {
                    if (subscription != null) {
                        subscription.cancel();
                    }
                    whole.completeExceptionally(new TooLarge());
                    return;
                }
                byte[] bytes = new byte[part.remaining()];
                part.get(bytes);
                read.writeBytes(bytes);
            }
            if (subscription != null) {
                subscription.request(1);
            }
        }

        @Override
        public void onError(Throwable fault) {
            whole.completeExceptionally(fault);
        }

        @Override
        public void onComplete() {
            whole.complete(read.toByteArray());
        }
    }

    /// Ends connections and threads, without waiting for what is under way.
    @Override
    public void close() {
        client.shutdownNow();
        var _ = threads.shutdownNow();
    }
}
