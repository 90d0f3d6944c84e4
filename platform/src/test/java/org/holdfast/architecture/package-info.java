// SPDX-License-Identifier: Apache-2.0
/// The structure held by tests: arrows between modules, sizes, names, bans, the picture in
/// ARCHITECTURE.md.
@NullMarked
package org.holdfast.architecture;

import org.jspecify.annotations.NullMarked;
