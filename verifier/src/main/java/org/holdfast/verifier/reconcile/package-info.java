// SPDX-License-Identifier: Apache-2.0
/// The inside of [org.holdfast.verifier.Reconciliation]: evidence is gathered, the tree of each
/// origin is found again, every index is judged once, and the lines of the statement are written.
///
/// Invariants: below the largest verified size of an origin each index is counted exactly once, as
/// safe, erased, content lost, without key, unproved or lost; nothing is counted that was not
/// proved under a verified checkpoint; the same evidence gives the same lines. Memory grows with
/// receipts, ranges and findings, and by 32 bytes for each 256 entries; never with blobs.
@NullMarked
package org.holdfast.verifier.reconcile;

import org.jspecify.annotations.NullMarked;
