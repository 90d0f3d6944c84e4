// SPDX-License-Identifier: Apache-2.0
/// The registers that an office keeps: persons and households with every version they ever had.
///
/// Promise: nothing is updated in place; only an act of erasure takes content away. A change is one
/// new version and one journal entry in the caller's transaction; the entry holds exactly the bytes
/// of the version, so registers can be rebuilt from journal files and compared with them ([Fold]).
/// Facts as of a journal position are one predicate in SQL. Every look at a person is an entry too,
/// and is shown to that person.
///
/// Schema: `registers`. Journal facts: `record` (written here), `look` (written here). Not here:
/// who may ask for what (cases), what a form shows (catalogue), papers (documents).
@NullMarked
package org.holdfast.registers;

import org.jspecify.annotations.NullMarked;
