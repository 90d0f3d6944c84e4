// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.holdfast.keys.Keys;

/// The single-file verifier with this office's trust built in. Thread-safe.
final class OfflinePage {
    private static final String PLACE = "/*HOLDFAST-TRUST*/null";

    private final Path template;
    private final Keys keys;

    OfflinePage(Path packs, Keys keys) {
        this.template = packs.resolve("portal/verify-offline.html");
        this.keys = keys;
    }

    String page() throws IOException {
        String html = Files.readString(template);
        if (!html.contains(PLACE)) {
            throw new IllegalStateException(template + " has no place for a trust file");
        }
        // "<" cannot end the script early when it is written as an escape
        return html.replace(PLACE, keys.trust().replace("<", "\\u003c"));
    }
}
