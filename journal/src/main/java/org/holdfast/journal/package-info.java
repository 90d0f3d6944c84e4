// SPDX-License-Identifier: Apache-2.0
/// Verifiable journals: append-only Merkle logs in plain files that anybody can serve and check.
///
/// Hashing and proofs follow RFC 6962 and RFC 9162; notes, checkpoints, tiles and proof files
/// follow the C2SP specifications signed-note, tlog-checkpoint, tlog-tiles and tlog-proof;
/// cosignatures and who gives them follow tlog-cosignature, tlog-policy, tlog-witness and
/// tlog-mirror. Depends on the JDK only.
///
/// Invariants: an entry is on disk before [JournalDirectory#append] returns; a checkpoint is signed
/// only when its tiles are on disk; every signed or cosigned tree extends every tree signed before
/// it; a cosignature leaves only when what it says is on disk. A refusal is a [JournalRefusal] with
/// a reason; a failing disk is a [JournalFault].
@NullMarked
package org.holdfast.journal;

import org.jspecify.annotations.NullMarked;
