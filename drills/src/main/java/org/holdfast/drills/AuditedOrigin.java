// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.holdfast.journal.JournalReport;
import org.holdfast.journal.JournalVerifier;
import org.holdfast.journal.NoteVerifier;

/// One origin as somebody shows it; nothing of it is believed. Each method may throw a
/// [org.holdfast.journal.JournalRefusal], a [org.holdfast.journal.JournalFault] or an
/// [IllegalArgumentException] for what cannot be read.
interface AuditedOrigin {
    String origin();

    /// The key that is said to sign it.
    String vkey();

    /// The size that its checkpoint must have reached.
    long leastSize();

    /// The certificate of its key, as shown.
    Optional<X509Certificate> certificate();

    /// Computes it again.
    JournalReport verify(NoteVerifier key, JournalVerifier.Progress progress);

    /// The content of its opening entry: salt and JSON.
    byte[] opening();
}
