// SPDX-License-Identifier: Apache-2.0
/// Shared support of tests that need real components.
@NullMarked
package org.holdfast.testing;

import org.jspecify.annotations.NullMarked;
