// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.holdfast.journal.CosignatureVerifier;
import org.holdfast.journal.SignedNote;

/// Where a place says that it serves its copy, by its mirror key (docs/formats.md, "Mirrors").
///
/// @param address an http address
/// @param at when it was said, to the second
record MirrorAddress(String address, Instant at) {
    private static final String HEADING = "holdfast-address-v1";
    private static final int LINES = 4;

    /// An older statement may be one that somebody kept.
    private static final Duration AGE = Duration.ofMinutes(10);

    /// Reads a statement.
    ///
    /// @throws org.holdfast.journal.JournalRefusal when the place's key did not sign it
    /// @throws IllegalArgumentException when it is not such a statement of this place
    static MirrorAddress said(Mirroring.Place place, SignedNote note) {
        CosignatureVerifier.parse(place.mirror()).requireStated(note);
        List<String> lines = note.text().lines().toList();
        if (lines.size() != LINES
                || !lines.getFirst().equals(HEADING)
                || !lines.get(1).equals(place.name())
                || !lines.get(3).matches("[0-9]{4}-[0-9-]{5}T[0-9:]{8}Z")) {
            throw new IllegalArgumentException("not a statement about an address");
        }
        try {
            return new MirrorAddress(lines.get(2), Instant.parse(lines.get(3)));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a time", e);
        }
    }

    /// Whether it was said about now.
    boolean isOf(Instant now) {
        return Duration.between(at, now).abs().compareTo(AGE) <= 0;
    }
}
