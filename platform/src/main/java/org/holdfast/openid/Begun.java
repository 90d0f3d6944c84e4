// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import java.net.URI;
import java.time.Duration;

/// A login that a browser begins.
///
/// @param address where the browser goes
/// @param cookie what it keeps meanwhile; opens nothing by itself
/// @param age for how long
public record Begun(URI address, String cookie, Duration age) {
    /// Prints neither.
    @Override
    public String toString() {
        return "Begun[" + age + "]";
    }
}
