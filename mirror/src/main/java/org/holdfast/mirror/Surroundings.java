// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.security.Provider;
import java.time.InstantSource;
import java.util.Optional;

/// What every copy of a mirror needs.
///
/// @param seen the checkpoints that were taken by `add-checkpoint`
/// @param fast verifies what is verified once more later
record Surroundings(
        OfficeRoutes office,
        MirrorKeys keys,
        InstantSource clock,
        MirrorErasing erasing,
        SeenCheckpoints seen,
        Optional<Provider> fast) {}
