// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;
import org.holdfast.database.Tx;
import org.holdfast.ledger.SqlRows.Row;

/// Brings the wrapped data keys of rows into this site's store before the rows come into its files:
/// whatever stands in the files can be opened here once the database is gone.
interface RowKeys {
    /// For an office alone: it has made every key itself.
    RowKeys NONE = (_, _) -> {};

    /// Takes what this site's store lacks; durable when it returns.
    ///
    /// @param tx of the fence, which sees the rows and what was put beside them
    void take(Tx tx, List<Row> rows);
}
