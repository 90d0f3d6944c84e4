// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import org.holdfast.database.Database;
import org.holdfast.keys.Handles;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StateDigest;

/// The state digest as the rows of living registers give it, for tests of other modules.
public final class LiveState {
    private LiveState() {}

    public static StateDigest asOf(Database database, Handles handles, Position point) {
        return SqlState.asOf(database, handles, point).digest();
    }
}
