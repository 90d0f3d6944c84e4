// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// What this site has of the others.
///
/// @param sites for each of them, up to when its node journal was read here
/// @param read whether what lies here of them was read since the start
/// @param doubted whether two of them doubt this site's clock: nothing is heard or stamped then
record Hearing(
        Supplier<Map<Character, Optional<Instant>>> sites,
        BooleanSupplier read,
        BooleanSupplier doubted) {}
