// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

/// A verified cosignature; C2SP tlog-cosignature: as of a time, the checkpoint is the largest
/// consistent tree that the cosigner has seen of the journal.
///
/// @param name the name of the cosigner's key
/// @param time when it was made, in seconds since 1970-01-01 UTC; above 0. Whoever needs it to be
///   recent compares it with a clock
public record Cosignature(String name, long time) {}
