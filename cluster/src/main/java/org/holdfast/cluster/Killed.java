// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

/// What a sudden end of sites was.
///
/// @param processes how many were killed
/// @param millis from the first signal until the last had ended
public record Killed(int processes, long millis) {}
