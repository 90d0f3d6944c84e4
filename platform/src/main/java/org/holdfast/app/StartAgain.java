// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

/// A start that cannot end, and that another start mends ([OfficeWatch#startAgain]).
final class StartAgain extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartAgain(String why) {
        super(why);
    }
}
