// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.nio.file.Path;

/// Where the keys are and what they are for.
///
/// @param folder made with mode 0700 when missing
/// @param specimen whether everything signed here is a specimen: the root then says "demo"
public record KeysSettings(Path folder, boolean specimen) {}
