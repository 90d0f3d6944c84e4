// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.Locale;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.SignedNote;

/// The signed note about a report (C2SP signed-note): what it is about, and the SHA-256 of the very
/// bytes of its file. It says that the key's holder vouches for the file, and nothing of whether
/// the drill was run as it says.
public final class ReportNote {
    private static final String FIRST = "holdfast drill report v1";
    private static final String HASH = "sha256 ";

    private ReportNote() {}

    /// Signs the note about a report.
    ///
    /// @param file the report's bytes as they were written
    public static SignedNote sign(SiteReport report, byte[] file, NoteSigner signer) {
        return signer.sign(
                """
                %s
                name %s
                date %s
                runs %d
                wanted %d
                aborted %d
                passed %s
                targets missed %d
                %s%s
                """
                        .formatted(
                                FIRST,
                                report.name().toLowerCase(Locale.ROOT),
                                report.date(),
                                report.count(),
                                report.wanted(),
                                report.aborted(),
                                report.passed() ? "yes" : "no",
                                report.standings().stream()
                                        .filter(SiteTargets.Standing::isMissed)
                                        .count(),
                                HASH,
                                Sha256.of(file).hex()));
    }

    /// Checks that the note is by this key and about this file.
    ///
    /// @return what is vouched for
    /// @throws JournalRefusal when this key did not sign the note
    /// @throws DrillFault when the note is about something else than these bytes
    public static String verify(SignedNote note, byte[] file, NoteVerifier key) {
        String text = key.verify(note);
        if (!text.startsWith(FIRST + "\n")) {
            throw new DrillFault("the note is not about a drill's report");
        }
        String hash = Sha256.of(file).hex();
        if (text.lines().noneMatch(line -> line.equals(HASH + hash))) {
            throw new DrillFault("the note is about another file: this one has SHA-256 " + hash);
        }
        return text;
    }
}
