// SPDX-License-Identifier: Apache-2.0
package org.holdfast.shield;

/// There is no room now and will be none soon; nothing was done. The same request may be sent
/// again, here or elsewhere.
public final class OverCapacity extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OverCapacity() {
        super("over capacity", null, false, false);
    }
}
