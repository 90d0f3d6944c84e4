// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.CosignatureVerifier;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.SignedNote;
import org.holdfast.keys.Handle;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// What a mirror says it has done of an act of erasure: an entry of type `attestation` in the
/// office's node journal, public, with the statement as the mirror's key signed it. It is that
/// place's word; the office cannot look there.
///
/// @param leaf names the attestation's own entry
/// @param act names the act of erasure
/// @param place the mirror
/// @param at when the mirror says it was done, to the second
/// @param zeroed entries of its copies whose blobs and wrapped keys are zero bytes by this act
/// @param note the signed statement
public record MirrorAttestation(
        Hash leaf, Hash act, String place, Instant at, long zeroed, String note) {
    private static final String HEADING = "holdfast-erasure-v1";
    private static final int LINES = 5;

    /// What a statement says, once its signature was verified.
    record Said(Hash act, long zeroed, Instant at) {}

    /// Reads a statement that a place's mirror key signed (docs/formats.md, "Erasures").
    ///
    /// @throws JournalRefusal when the key did not sign it
    /// @throws IllegalArgumentException when it is not such a statement of this place
    static Said said(Mirroring.Place place, SignedNote note) {
        CosignatureVerifier.parse(place.mirror()).requireStated(note);
        return said(place.name(), note.text());
    }

    private static Said said(String place, String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() != LINES
                || !lines.getFirst().equals(HEADING)
                || !lines.get(1).equals(place)
                || !lines.get(3).matches("[0-9]{1,18}")
                || !lines.get(4).matches("[0-9]{4}-[0-9-]{5}T[0-9:]{8}Z")) {
            throw new IllegalArgumentException("not a statement about an erasure");
        }
        return new Said(Hash.ofHex(lines.get(2)), Long.parseLong(lines.get(3)), time(lines.get(4)));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException("not a time", e);
        }
    }

    static EntryDraft draft(
            ErasureAct act, String place, SignedNote note, Handle entity, Handle operation) {
        ObjectNode content = CanonicalJson.object();
        content.put("erasure", act.leaf().hex());
        content.put("place", place);
        content.put("note", note.string());
        return new EntryDraft(
                Attestation.TYPE,
                new OfficeCode(act.office()),
                entity,
                0,
                Optional.empty(),
                Optional.empty(),
                content,
                Optional.of(operation));
    }

    /// Whether the content of an attestation is a mirror's and not a site's.
    static boolean is(ObjectNode content) {
        return content.has("place");
    }

    static MirrorAttestation read(Hash leaf, ObjectNode content) {
        String place = content.required("place").stringValue();
        String note = content.required("note").stringValue();
        Said said = said(place, SignedNote.parse(note).text());
        return new MirrorAttestation(
                leaf,
                Hash.ofHex(content.required("erasure").stringValue()),
                place,
                said.at(),
                said.zeroed(),
                note);
    }
}
