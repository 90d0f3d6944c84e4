// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.time.ZonedDateTime;

/// What a file says about itself.
///
/// @param title the form's title
/// @param language `ko-KR` or `ja-JP`
/// @param seal the QR's text, for readers that need not scan
/// @param created time of issue in the office's zone
/// @param fileId 32 hex digits that name the file
public record PaperInfo(
        String title, String language, String seal, ZonedDateTime created, String fileId) {}
