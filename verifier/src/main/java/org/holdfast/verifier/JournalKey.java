// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.security.cert.X509Certificate;
import org.holdfast.journal.NoteVerifier;

/// The answer to "which key signs this journal, by the roots that I trust?".
public sealed interface JournalKey {
    /// A root certified this key for this origin.
    record Certified(NoteVerifier key, X509Certificate certificate) implements JournalKey {}

    /// No key is to be believed.
    ///
    /// @param why in a few words
    record NotCertified(String why) implements JournalKey {}
}
