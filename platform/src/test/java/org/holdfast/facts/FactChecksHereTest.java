// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.InstantSource;

/// With the database.
final class FactChecksHereTest extends FactChecksContract {
    @Override
    Facts at(InstantSource clock) {
        return here(clock);
    }

    @Override
    boolean isOwnCopy() {
        return false;
    }
}
