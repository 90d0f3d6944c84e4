// SPDX-License-Identifier: Apache-2.0
/// Drills: real processes, loaded, killed and judged from outside. They speak HTTP and use the
/// verifier only, never the code of the office that they judge. Each keeps its own truth log of
/// what was acknowledged.
@NullMarked
package org.holdfast.drills;

import org.jspecify.annotations.NullMarked;
