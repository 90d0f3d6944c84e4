// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The answer about one paper or one seal.
///
/// @param verdict the answer
/// @param reason why, from a closed list
/// @param claims what the seal says; present only when the seal's signature verified
/// @param signer who sealed; present only when the certificate chains to a trusted root
/// @param details short facts for people and machines, such as `online`: `asked` or `not-asked`,
///   `since`; never personal data
public record PaperVerdict(
        Verdict verdict,
        Reason reason,
        Optional<SealClaims> claims,
        Optional<Signer> signer,
        Map<String, String> details) {
    public PaperVerdict {
        if (verdict != reason.verdict()) {
            throw new IllegalArgumentException(reason.code() + " is not " + verdict.code());
        }
        details = Map.copyOf(details);
    }

    static PaperVerdict refused(Reason reason, String detail) {
        Map<String, String> details = new TreeMap<>();
        if (!detail.isEmpty()) {
            details.put("detail", detail);
        }
        return new PaperVerdict(
                reason.verdict(), reason, Optional.empty(), Optional.empty(), details);
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
