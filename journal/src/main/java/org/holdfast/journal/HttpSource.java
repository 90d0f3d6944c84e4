// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.journal.JournalFault.Code;

/// The files of a journal at an address. A file above the largest that the formats allow is
/// refused.
final class HttpSource implements Source {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /// 256 entries of 65,535 bytes with their lengths.
    private static final int MAX_BYTES = 256 * (2 + NewEntry.MAX_ENTRY_BYTES);

    private final HttpClient client;
    private final String address;

    /// The address with or without a slash at its end.
    HttpSource(HttpClient client, URI address) {
        this.client = client;
        this.address = address.toString().replaceFirst("/*$", "/");
    }

    @Override
    public Optional<byte[]> read(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(TIMEOUT).build();
        HttpResponse<byte[]> response = send(request);
        return switch (response.statusCode()) {
            case 200 -> Optional.of(response.body());
            case 404, 410 -> Optional.empty();
            default ->
                    throw new JournalFault(
                            Code.NETWORK, "answered " + response.statusCode() + " for " + path);
        };
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(
                    request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        } catch (IOException e) {
            throw new JournalFault(Code.NETWORK, "asking for a file failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalFault(Code.NETWORK, "interrupted while asking for a file", e);
        }
    }
}
