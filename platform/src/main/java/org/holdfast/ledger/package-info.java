// SPDX-License-Identifier: Apache-2.0
/// The journals of an office: what it acknowledged, where that is kept, and the receipt for it.
///
/// Promise: an entry that `NodeJournal` or `CentralJournal` accepted is on disk when the call (or
/// the caller's transaction) returns, keeps its leaf hash for ever, and is under a signed
/// checkpoint soon after. Invariants: one writer per origin; a fresh key per origin; nothing
/// inconsistent is signed; what an act of erasure names is gone before a ledger is opened, and what
/// is gone without one is damage. Schema: `ledger`. Journal facts: `opening`, `attestation`, and
/// every type its callers append; `erasure` is read here. Not here: mirrors, merging.
@NullMarked
package org.holdfast.ledger;

import org.jspecify.annotations.NullMarked;
