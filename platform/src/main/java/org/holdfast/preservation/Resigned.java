// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.time.Instant;

/// That a paper was signed again.
///
/// @param at by the clock of its site
/// @param key id of the seal key that signed, hexadecimal
/// @param sha256 of the whole file, hexadecimal
/// @param times how often
public record Resigned(Instant at, String key, String sha256, int times) {}
