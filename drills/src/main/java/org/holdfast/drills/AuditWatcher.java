// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import org.holdfast.journal.JournalEntry;
import org.holdfast.journal.TreeSize;

/// Hears of each entry that an audit reads. It is proved only once the audit ends without findings.
public interface AuditWatcher {
    /// Hears nothing.
    AuditWatcher SILENT = (_, _, _) -> {};

    /// One more entry of a journal, of so many.
    void entry(String journal, JournalEntry entry, TreeSize of);
}
