// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

/// A published checkpoint, as a note and as read from it.
record Head(SignedNote note, Checkpoint checkpoint) {}
