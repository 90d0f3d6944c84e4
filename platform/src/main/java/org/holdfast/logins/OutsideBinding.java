// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.time.Instant;

/// Somebody known to an outside provider opens an account here. Who they are there is not kept,
/// only a keyed handle of it.
///
/// @param name opaque, stable, fit for addresses
/// @param provider its name in the office's settings
/// @param made when it was bound
public record OutsideBinding(String name, String provider, Instant made) {}
