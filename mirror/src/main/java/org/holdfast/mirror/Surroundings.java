// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.time.InstantSource;

/// What every copy of a mirror needs.
///
/// @param seen the checkpoints that were taken by `add-checkpoint`
record Surroundings(
        OfficeRoutes office,
        MirrorKeys keys,
        InstantSource clock,
        MirrorErasing erasing,
        SeenCheckpoints seen) {}
