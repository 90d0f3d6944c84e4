// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.file.Path;
import java.time.Duration;

/// How this office handles cases.
///
/// @param packs the folder of packs
/// @param specimen whether every paper is a specimen (a demonstration)
/// @param sealWait how long an answer waits for the seal; two seconds in an office
public record CasesSettings(Path packs, boolean specimen, Duration sealWait) {
    /// The settings of an office.
    public static CasesSettings of(Path packs, boolean specimen) {
        return new CasesSettings(packs, specimen, Duration.ofSeconds(2));
    }
}
