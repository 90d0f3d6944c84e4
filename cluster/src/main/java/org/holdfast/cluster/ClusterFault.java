// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

/// Something that a cluster needs is not there, or did not come within its time.
public final class ClusterFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClusterFault(String message) {
        super(message);
    }

    ClusterFault(String message, Throwable cause) {
        super(message, cause);
    }
}
