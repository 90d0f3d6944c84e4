// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is asked of the path rules.
///
/// @param leaf DER, as it came
/// @param presented certificates of authorities on the way, DER, as they came; never believed by
///   themselves
/// @param anchors who is believed
/// @param purpose what the certificate must be good for; empty asks for none
/// @param at when
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Question(
        byte[] leaf,
        List<byte[]> presented,
        List<X509Certificate> anchors,
        Optional<Purpose> purpose,
        Policies policies,
        Instant at) {
    /// Copies what it is given.
    public Question {
        presented = List.copyOf(presented);
        anchors = List.copyOf(anchors);
    }

    /// What a certificate must be good for: an extended key usage (RFC 5280 §4.2.1.12) of it and of
    /// all above it that say any; its key must be one to sign with, and it must not be an
    /// authority.
    ///
    /// @param usage object identifier
    /// @param stated whether it must say so itself; else one that says nothing is good for all
    public record Purpose(String usage, boolean stated) {
        /// To log in: TLS clients.
        public static final Purpose LOGIN = new Purpose("1.3.6.1.5.5.7.3.2", false);
    }

    /// RFC 5280 §6.1.1 (c), (e), (f), (g).
    ///
    /// @param initial object identifiers; empty is any policy
    /// @param explicit whether the path must have one of them
    public record Policies(
            Set<String> initial, boolean explicit, boolean noMapping, boolean noAny) {
        /// Whatever policies there are.
        public static final Policies ANY = new Policies(Set.of(), false, false, false);

        /// Copies what it is given.
        public Policies {
            initial = Set.copyOf(initial);
        }
    }
}
