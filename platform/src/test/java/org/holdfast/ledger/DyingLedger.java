// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.database.Database;
import org.holdfast.journal.Disk;
import org.holdfast.keys.Keys;

/// A ledger whose power can be cut between sequencing and whatever follows it, for tests of the
/// modules above.
public final class DyingLedger {
    /// A power cut.
    public static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PowerCut(String step) {
            super("power cut at " + step);
        }
    }

    private final AtomicReference<String> armed = new AtomicReference<>("");

    /// Opens a ledger upon a folder of journals.
    public Ledger open(Path journals, Database database, Keys keys) {
        return OpenLedger.open(
                LedgerSettings.of(journals),
                database,
                Office.around(journals, keys, Disk.real()),
                step -> {
                    if (step.name().equals(armed.get())) {
                        throw new PowerCut(step.name());
                    }
                },
                Optional.empty());
    }

    /// Cuts the power where the sequencer comes by this step next: `ROWS_COMMITTED`,
    /// `FILES_APPENDED` or `CHECKPOINT_SIGNED`; never again when it is empty.
    public void arm(String step) {
        armed.set(step);
    }
}
