// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import org.holdfast.documents.pdf.Picture;
import org.jspecify.annotations.Nullable;

/// The pictures of one paper.
///
/// @param qr the machine-readable seal, `modules` units on each side
/// @param modules side of the QR code in modules
/// @param office the office's seal
/// @param specimen what crosses the pages of a demonstration; null on a real paper
public record PagePictures(Picture qr, int modules, Picture office, @Nullable Picture specimen) {
    /// The QR code's name in the file.
    public static final String QR = "Seal";

    static final String SEAL_OF_OFFICE = "Office";

    /// Side of the office seal in its own units.
    static final double OFFICE_UNITS = 100;

    static final String SPECIMEN = "Specimen";
}
