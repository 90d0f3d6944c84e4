// SPDX-License-Identifier: Apache-2.0
/// Measurements against a running office, as ratios and beside the bare limits of the same machine
/// in the same run. Never a timed test.
@NullMarked
package org.holdfast.bench;

import org.jspecify.annotations.NullMarked;
