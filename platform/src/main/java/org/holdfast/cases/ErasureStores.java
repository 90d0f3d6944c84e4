// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import org.holdfast.database.Database;
import org.holdfast.identity.Accounts;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.registers.ErasedRecords;
import org.holdfast.registers.Registers;

/// Where an erasure reaches.
record ErasureStores(
        Database database,
        Keys keys,
        Ledger ledger,
        Registers registers,
        ErasedRecords erased,
        Accounts accounts,
        PaperNames names,
        Protection protection) {}
