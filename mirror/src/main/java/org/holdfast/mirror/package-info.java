// SPDX-License-Identifier: Apache-2.0
/// A mirror and witness of an office's journals: one small process at another place.
///
/// Promise: what its mirror key has cosigned is on this disk and can be read again: the entries,
/// the encrypted blobs that they name, and the wrapped data key of each (or its tombstone). Its
/// witness key says that the journal never showed it another past. Invariants: a smaller tree is
/// never adopted; an origin that does not begin where the one before it ended raises an alarm and
/// gets no cosignature; a copy that is older than what its keys have cosigned never cosigns again.
/// What an act of erasure in the central journal names is zero bytes in every copy before this
/// mirror says so, with its key; zero bytes that no act names raise an alarm. Not here: keys that
/// open anything.
@NullMarked
package org.holdfast.mirror;

import org.jspecify.annotations.NullMarked;
