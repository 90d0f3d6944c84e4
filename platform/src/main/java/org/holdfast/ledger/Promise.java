// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.holdfast.journal.Hash;

/// A node journal's answer to an append: the entry is on this node's disk.
///
/// @param leaf the name of the entry for ever
/// @param durableAt when the write was forced to disk
/// @param sealed completes when a signed checkpoint includes the entry; on this journal's sealing
///   thread, so continue elsewhere when the work is long. Fails with [LedgerFault] when the journal
///   stopped first; the entry then comes under a checkpoint at the next start.
public record Promise(Hash leaf, Instant durableAt, CompletableFuture<Position> sealed) {}
