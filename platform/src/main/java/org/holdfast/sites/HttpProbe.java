// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// One probe of a node: sends so many bytes, wants so many back, and compares both digests. The
/// deadline is for all of it, the body included.
final class HttpProbe {
    static final String PATH = "/api/v1/probes";

    private final HttpClient client;
    private final URI address;
    private final Supplier<String> token;
    private final Duration deadline;

    HttpProbe(HttpClient client, URI node, Supplier<String> token, Duration deadline) {
        this.client = client;
        this.address = node.resolve(PATH);
        this.token = token;
        this.deadline = deadline;
    }

    /// What became of a probe.
    sealed interface Outcome {
        /// All of it came back in time.
        ///
        /// @param said header [Probes#LOST] of the answer
        record Well(String said) implements Outcome {}

        /// Nothing came in time, or not all of it, or the connection broke.
        record Lost() implements Outcome {}

        /// The node answered with another code than 200, or with other bytes than it says.
        record Refused() implements Outcome {}
    }

    Outcome go(byte[] body, int wanted) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address)
                        .timeout(deadline)
                        .header("Authorization", "Bearer " + token.get())
                        .header("Content-Type", "application/octet-stream")
                        .header(Probes.WANTED, Integer.toString(wanted))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return judge(answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS), body, wanted);
        } catch (ExecutionException | TimeoutException broken) {
            return new Outcome.Lost();
        } finally {
            // closes the connection of what is still under way
            answer.cancel(true);
        }
    }

    private static Outcome judge(HttpResponse<byte[]> answer, byte[] body, int wanted) {
        boolean whole =
                answer.statusCode() == 200
                        && answer.body().length == wanted
                        && header(answer, Probes.CAME).equals(digest(body))
                        && header(answer, Probes.SENT).equals(digest(answer.body()));
        return whole ? new Outcome.Well(header(answer, Probes.LOST)) : new Outcome.Refused();
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
