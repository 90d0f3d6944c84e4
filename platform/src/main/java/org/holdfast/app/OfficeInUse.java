// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.file.Path;

/// A second office was started on a data folder that one already holds. Nothing was touched.
public final class OfficeInUse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OfficeInUse(Path folder) {
        super("another office is running on " + folder + "; stop it, or choose another --data");
    }
}
