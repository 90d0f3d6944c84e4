// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.file.Path;
import java.time.Duration;

/// How this office handles cases.
///
/// @param packs the folder of packs
/// @param specimen whether every paper is a specimen (a demonstration)
/// @param sealWait how long an answer waits for the seal; two seconds in an office. A paper's,
///   whose grade rises later, a quarter of it
/// @param backupsKeptDays how long any backup of this office is kept; erasures state the day on
///   which the last one ends
public record CasesSettings(Path packs, boolean specimen, Duration sealWait, int backupsKeptDays) {
    /// Days that backups are kept unless the office says otherwise.
    public static final int BACKUPS_KEPT_DAYS = 35;

    public CasesSettings {
        if (backupsKeptDays < 0) {
            throw new IllegalArgumentException("backups: 0 days or more, found " + backupsKeptDays);
        }
    }

    /// The settings of an office.
    public static CasesSettings of(Path packs, boolean specimen) {
        return new CasesSettings(packs, specimen, Duration.ofSeconds(2), BACKUPS_KEPT_DAYS);
    }
}
