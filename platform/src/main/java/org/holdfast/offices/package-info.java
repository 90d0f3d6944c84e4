// SPDX-License-Identifier: Apache-2.0
/// Which offices there are: their codes, names, languages and clocks, from the public lists that
/// lie in the resources (see `offices/ORIGIN.md`). Immutable; thread-safe.
@NullMarked
package org.holdfast.offices;

import org.jspecify.annotations.NullMarked;
