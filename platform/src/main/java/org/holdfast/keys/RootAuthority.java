// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/// The root of this site and what it has certified. Thread-safe.
public interface RootAuthority {
    X509Certificate certificate();

    /// Certifies the key of an issuing authority (RFC 5280 §4.2.1.9: path length 0). Nothing is
    /// kept of it here: whoever asks for it enters it in a journal.
    ///
    /// @param profile of an authority with purposes; a root needs another ceremony
    /// @throws IllegalArgumentException for any other profile
    X509Certificate certifyAuthority(X500Name subject, PublicKey key, CertificateProfile profile);

    /// Certifies the Ed25519 key of a journal: CN = origin. Durable when it returns, so the trust
    /// list knows the journal from then on. The same origin is never certified twice.
    ///
    /// @param name such as `central-3`
    /// @param vkey the verifier key line of the note format (C2SP signed-note)
    JournalCertificate certifyJournal(String name, String origin, String vkey, PublicKey key);

    /// Takes journals back in that this root certified and this key folder has forgotten, or knows
    /// with another key: of a recovery, after the journals themselves were verified.
    ///
    /// @throws KeysFault with `ALTERED` when this root did not certify one of them
    void adoptJournals(List<JournalCertificate> published);

    /// All journals certified here, oldest first.
    List<JournalCertificate> journals();

    /// States that a key has been in other hands since a moment, for ever. The trust file says so
    /// from then on; seals and promises get new keys at the next opening. The earliest moment that
    /// was stated counts; stating it again changes nothing.
    ///
    /// @param key hex, as [org.holdfast.verifier.Compromises#keyName]
    void compromised(String key, Instant since, Instant now);

    /// All that was stated, oldest first.
    List<Compromise> compromises();

    /// The list of what this root certified and knows to be in other hands (RFC 5280 §5), as far as
    /// the key folder of this site goes: its own seals and promises, and the journals. Signed here
    /// and now; DER.
    ///
    /// @param from whole seconds
    byte[] revocations(Instant from, Instant until);

    /// A signed statement.
    ///
    /// @param signature by the root (SHA256withECDSA) over [org.holdfast.verifier.Compromises#text]
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Compromise(String key, Instant since, Instant made, byte[] signature) {}

    /// A certified key of a journal.
    record JournalCertificate(
            String name, String origin, String vkey, X509Certificate certificate) {}
}
