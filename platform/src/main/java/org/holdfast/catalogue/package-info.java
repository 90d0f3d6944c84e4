// SPDX-License-Identifier: Apache-2.0
/// The catalogue: what an office does, read from packs (data under `packs/`) and checked at start.
///
/// Promise: a pack that does not say everything it must, or says something that nobody understands,
/// is refused at start with the file and the key; afterwards everything handed out is immutable.
/// Keeps no state, no schema and no journal facts. Non-goal: deciding. The rules of a pack are
/// enforced in `cases`.
@NullMarked
package org.holdfast.catalogue;

import org.jspecify.annotations.NullMarked;
