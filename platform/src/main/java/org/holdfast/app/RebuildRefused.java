// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.util.List;

/// A rebuild would not be, or was not, the office that the journals tell of. Nothing stands in the
/// new folder.
public final class RebuildRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> findings;

    RebuildRefused(String message) {
        this(message, List.of());
    }

    RebuildRefused(String message, List<String> findings) {
        super(message);
        this.findings = List.copyOf(findings);
    }

    /// What does not fit, one line each, naming the entry or the record; empty when the rebuild was
    /// asked for in a way that cannot be done.
    public List<String> findings() {
        return findings;
    }
}
