// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.util.Locale;

/// Why the guard stopped a paper: a closed list.
public enum GuardReason {
    UNREADABLE,
    SIGNATURE_REFUSED,
    SEAL_MISSING_ON_PAGE,
    SEAL_DIFFERS_FROM_PRINT,
    WRONG_OFFICE,
    WRONG_SERVICE,
    WRONG_NUMBER,
    NUMBER_MISSING_ON_PAGE,
    WRONG_ENTRY,
    WRONG_TIME,
    SPECIMEN_MARK,
    WRONG_HOLDER,
    STALE_VERSION,
    WRONG_PAGE_COUNT,
    NAME_MISSING,
    BIRTH_MISSING,
    ADDRESS_MISSING,
    TEXT_MISSING,
    PERSONAL_NUMBER_MISSING,
    PERSONAL_NUMBER_UNMASKED,
    FOREIGN_PERSONAL_NUMBER,
    UNEXPLAINED_TEXT;

    /// The word used in problems and metrics.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
