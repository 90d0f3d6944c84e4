// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Whether the database of this site is the primary, as this site's Patroni says (`GET /primary`
/// answers 200 while it holds the leader lock). One that does not answer within a second is none.
final class LocalPatroni implements BooleanSupplier, AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(1);

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(WITHIN).build();
    private final HttpRequest request;

    LocalPatroni(URI patroni) {
        this.request = HttpRequest.newBuilder(patroni.resolve("/primary")).timeout(WITHIN).build();
    }

    @Override
    public boolean getAsBoolean() {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException away) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
