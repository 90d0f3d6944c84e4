// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Optional;
import org.holdfast.journal.Hash;

/// How far the database had come with the central journal at one moment.
///
/// @param newest the leaf of the newest entry that waited for its index; those before it are
///   sequenced before it or in the same round
/// @param origin number of the origin of the last sequenced entry; 0 when there is none
/// @param index its index
public record Committed(Optional<Hash> newest, int origin, long index) {}
