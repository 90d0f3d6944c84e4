// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The files of a journal at an address. A file above the largest that the formats allow is
/// refused. Asks for what is read soon while the reader computes, so that a distant office does not
/// cost a round trip for each file. For one thread.
final class HttpSource implements Source, AutoCloseable {
    /// 256 entries of 65,535 bytes with their lengths.
    private static final int MAX_BUNDLE = TilePath.FULL * (2 + NewEntry.MAX_ENTRY_BYTES);

    /// 256 hashes are 8 KB; what is longer but not by much is read, and then found to differ.
    private static final int MAX_TILE = 1 << 16;

    private final HttpFiles files;
    private final String address;
    private final Map<String, HttpFiles.Pending> asked = new HashMap<>();

    /// The address with or without a slash at its end.
    HttpSource(HttpFiles files, URI address) {
        this.files = files;
        this.address = address.toString().replaceFirst("/*$", "/");
    }

    @Override
    public void readSoon(String path) {
        asked.computeIfAbsent(path, this::ask);
    }

    @Override
    public Optional<byte[]> read(String path) {
        HttpFiles.Pending pending = asked.remove(path);
        return (pending == null ? ask(path) : pending).await();
    }

    private HttpFiles.Pending ask(String path) {
        int most =
                path.startsWith("tile/entries/")
                        ? MAX_BUNDLE
                        : path.startsWith("tile/") ? MAX_TILE : SignedNote.MAX_BYTES;
        return files.ask(URI.create(address + path), most);
    }

    @Override
    public void close() {
        asked.values().forEach(HttpFiles.Pending::giveUp);
        asked.clear();
    }
}
