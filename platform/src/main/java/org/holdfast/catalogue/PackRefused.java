// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.nio.file.Path;

/// A pack that cannot be used, with the file and the key, so that its author finds the place. The
/// office does not start with such a pack.
public final class PackRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String file;
    private final String key;

    PackRefused(Path file, String key, String what) {
        super("pack refused: " + file + ": " + (key.isEmpty() ? "" : key + ": ") + what);
        this.file = file.toString();
        this.key = key;
    }

    /// The file that was refused, as seen from the folder of packs.
    public String file() {
        return file;
    }

    /// The key within the file, as `askers[2].law`; empty when the whole file is meant.
    public String key() {
        return key;
    }
}
