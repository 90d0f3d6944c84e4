// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.LocalDate;
import java.util.List;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// Brings many new records in, through the same journal as every other change: data keys, rows and
/// journal entries of a batch become durable together or not at all. A load that died continues
/// where [#begin] says. Several loads of different names may run at once, one thread each.
public interface BulkLoad {
    /// Begins or continues a load.
    ///
    /// @param name which load; @param plan what it loads: another plan under this name is refused
    /// @throws IllegalArgumentException when the name was begun with another plan
    Progress begin(String name, String plan);

    /// Loads one batch of about 1,000 records; when it returns the batch is durable.
    ///
    /// @param done how far the plan has come with this batch, in the caller's own counting
    void load(String name, List<NewRecord> batch, long done);

    /// Makes searching whole and fast after loading; to be called once all loads are through. Also
    /// cures what a death between begin and finish left; cheap when there is nothing to do.
    void finish();

    /// How far a load has come.
    ///
    /// @param done what the last durable batch gave; 0 at first
    /// @param rows number of records loaded so far
    record Progress(long done, long rows) {}

    /// The first version of a record.
    record NewRecord(RecordRef ref, OfficeCode office, ObjectNode facts, LocalDate validFrom) {
        /// Does not print facts.
        @Override
        public String toString() {
            return "NewRecord[" + ref + "]";
        }
    }
}
