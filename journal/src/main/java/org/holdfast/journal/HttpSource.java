// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.net.URI;
import java.util.Optional;

/// The files of a journal at an address. A file above the largest that the formats allow is
/// refused.
final class HttpSource implements Source {
    /// 256 entries of 65,535 bytes with their lengths.
    private static final int MAX_BUNDLE = TilePath.FULL * (2 + NewEntry.MAX_ENTRY_BYTES);

    private final HttpFiles files;
    private final String address;

    /// The address with or without a slash at its end.
    HttpSource(HttpFiles files, URI address) {
        this.files = files;
        this.address = address.toString().replaceFirst("/*$", "/");
    }

    @Override
    public Optional<byte[]> read(String path) {
        int most = path.startsWith("tile/") ? MAX_BUNDLE : SignedNote.MAX_BYTES;
        return files.get(URI.create(address + path), most);
    }
}
