// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The answer about one receipt.
///
/// @param verdict the answer
/// @param reason why
/// @param grade `promised`, `sealed` or `mirrored`: what was proved, whatever the receipt itself
///   claims; `sealed` for a `mirrored` one whose places are too few by the reader's trust file
/// @param places names of the places that the reader's trust file knows and that were proved to
///   keep the entry; empty unless the grade is `mirrored`
/// @param leafHash hex of the leaf hash that was proved
/// @param origin journal origin, where a proof was checked
/// @param index index of the entry, where a proof was checked
/// @param details short facts, never personal data
public record ReceiptVerdict(
        Verdict verdict,
        Reason reason,
        String grade,
        List<String> places,
        String leafHash,
        Optional<String> origin,
        Optional<Long> index,
        Map<String, String> details) {
    public ReceiptVerdict {
        places = List.copyOf(places);
        details = Map.copyOf(details);
    }

    /// True only for a yes.
    public boolean isGenuine() {
        return verdict == Verdict.GENUINE;
    }

    /// The text for people: keys `ko`, `ja`, `en`.
    public Map<String, String> texts() {
        return reason.texts();
    }
}
