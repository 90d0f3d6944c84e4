// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.Instant;

/// Something that is wrong at a site, since when.
///
/// @param name such as `no-synchronous-standby`
/// @param words in English
public record OpenAlarm(Instant since, String name, String words) {}
