// SPDX-License-Identifier: Apache-2.0
/// The pages that people see: citizens, officers at a counter, operators, anybody who verifies.
/// Promises: every page speaks Korean, Japanese and English, works without scripts where a script
/// is not the point (camera), is never kept in a cache, and shows nothing that the caller may not
/// see. Rules are enforced below, in `cases`; pages only ask. Keeps no state and writes no journal
/// itself.
@NullMarked
package org.holdfast.portal;

import org.jspecify.annotations.NullMarked;
