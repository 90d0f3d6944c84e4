// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

/// Whether the office takes work at this moment. Thread-safe.
public interface Doors {
    /// False until the start is through, and again from the begin of the stop.
    boolean open();

    /// Whether mirrors may come in, and nodes of other sites that ask how far this one is; somewhat
    /// earlier, since others may wait for what is here.
    boolean openToMirrors();
}
