// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.holdfast.identity.Principals;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import org.holdfast.pki.CertificateName;
import tools.jackson.databind.node.ObjectNode;

/// The entries of this module in node journals. What is about a person is encrypted.
final class LoginEntries {
    /// A passkey opens an account: account, label, credential, synced, counter.
    static final String PASSKEY = "passkey";

    /// A passkey opens nothing any more: its name. Readable by everybody, and says nothing about
    /// whose it was.
    static final String PASSKEY_END = "passkeyend";

    /// Somebody known outside opens an account: account, provider, handle of issuer and subject.
    static final String OUTSIDE = "outside";

    /// A binding to somebody known outside opens nothing any more: its name, which says nothing.
    static final String OUTSIDE_END = "outsideend";

    /// Somebody was let in: account, method, with what, on what status, the token's serial.
    static final String LOGIN = "login";

    /// How a certificate's key was proven; absent for a signed challenge.
    static final String WAY = "way";

    /// In a TLS handshake.
    static final String BY_TLS = "tls";

    /// No office in particular: an account may work for any.
    static final OfficeCode ALL = new OfficeCode("kr-00000");

    private LoginEntries() {}

    /// @param name of the passkey
    record Enrolled(String name, String account, String label, WebAuthn.Credential credential) {
        ObjectNode content() {
            return CanonicalJson.object()
                    .put("account", account)
                    .put("counter", credential.counter())
                    .put("credential", Base64.getEncoder().encodeToString(credential.key()))
                    .put("label", label)
                    .put("name", name)
                    .put("syncable", credential.syncable())
                    .put("synced", credential.synced());
        }

        static Enrolled read(ObjectNode content) {
            return new Enrolled(
                    content.required("name").stringValue(),
                    content.required("account").stringValue(),
                    content.required("label").stringValue(),
                    new WebAuthn.Credential(
                            Base64.getDecoder()
                                    .decode(content.required("credential").stringValue()),
                            content.required("syncable").booleanValue(),
                            content.required("synced").booleanValue(),
                            content.required("counter").longValue()));
        }
    }

    /// @param name of the binding
    /// @param provider by its name in the settings of the office that bound it
    /// @param subject handle of issuer and subject, in hexadecimal; the subject itself is not kept
    record Bound(String name, String account, String provider, String subject) {
        ObjectNode content() {
            return CanonicalJson.object()
                    .put("account", account)
                    .put("name", name)
                    .put("provider", provider)
                    .put("subject", subject);
        }

        static Bound read(ObjectNode content) {
            return new Bound(
                    content.required("name").stringValue(),
                    content.required("account").stringValue(),
                    content.required("provider").stringValue(),
                    content.required("subject").stringValue());
        }
    }

    /// Two officials let one of them in although too little was known.
    ///
    /// @param second the other's account
    /// @param certificate the other's
    record BrokenGlass(String reason, String second, CertificateName certificate) {
        /// Does not print the reason.
        @Override
        public String toString() {
            return "BrokenGlass[" + second + "]";
        }
    }

    /// @param serial of the token that was given
    /// @param until when the token ends by itself
    /// @param passkey the name of the passkey, for logins with one
    /// @param counter what the passkey has counted; 0 for one that does not
    /// @param certificate for logins with one
    /// @param asOf as of when the certificate's status was known
    /// @param outside the name of the binding, for logins through an outside provider
    record Entered(
            String account,
            String serial,
            Instant until,
            Optional<String> passkey,
            long counter,
            Optional<CertificateName> certificate,
            Optional<Instant> asOf,
            Optional<BrokenGlass> glass,
            Optional<String> outside) {
        /// A login with a passkey.
        static Entered byPasskey(
                String account, Principals.Opened opened, String passkey, long counter) {
            return new Entered(
                    account,
                    opened.serial(),
                    opened.until(),
                    Optional.of(passkey),
                    counter,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /// A login through an outside provider.
        static Entered byOutside(String account, Principals.Opened opened, String binding) {
            return new Entered(
                    account,
                    opened.serial(),
                    opened.until(),
                    Optional.empty(),
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(binding));
        }

        /// A login with a certificate.
        static Entered byCertificate(
                String account,
                Principals.Opened opened,
                CertificateName certificate,
                Optional<Instant> asOf,
                Optional<BrokenGlass> glass) {
            return new Entered(
                    account,
                    opened.serial(),
                    opened.until(),
                    Optional.empty(),
                    0,
                    Optional.of(certificate),
                    asOf,
                    glass,
                    Optional.empty());
        }

        /// What it was that somebody may end: a passkey or a binding.
        Optional<String> means() {
            return passkey.or(() -> outside);
        }

        ObjectNode content() {
            ObjectNode content =
                    CanonicalJson.object()
                            .put("account", account)
                            .put("serial", serial)
                            .put("until", until.toString());
            passkey.ifPresent(one -> content.put("counter", counter).put("passkey", one));
            certificate.ifPresent(one -> content.put("certificate", one.text()));
            asOf.ifPresent(one -> content.put("asOf", one.toString()));
            outside.ifPresent(one -> content.put("outside", one));
            glass.ifPresent(one ->
                    content.put("reason", one.reason())
                            .put("second", one.second())
                            .put("secondCertificate", one.certificate().text()));
            return content;
        }

        static Entered read(ObjectNode content) {
            Optional<String> certificate = text(content, "certificate");
            Optional<CertificateName> name = certificate.flatMap(CertificateName::of);
            if (certificate.isPresent() && name.isEmpty()) {
                throw new IllegalArgumentException("not a certificate's name");
            }
            Optional<String> passkey = text(content, "passkey");
            return new Entered(
                    content.required("account").stringValue(),
                    content.required("serial").stringValue(),
                    Instant.parse(content.required("until").stringValue()),
                    passkey,
                    passkey.isPresent() ? content.required("counter").longValue() : 0,
                    name,
                    text(content, "asOf").map(Instant::parse),
                    text(content, "reason").map(reason -> glass(reason, content)),
                    text(content, "outside"));
        }

        private static BrokenGlass glass(String reason, ObjectNode content) {
            return new BrokenGlass(
                    reason,
                    content.required("second").stringValue(),
                    CertificateName.of(content.required("secondCertificate").stringValue())
                            .orElseThrow(() ->
                                    new IllegalArgumentException("not a certificate's name")));
        }

        private static Optional<String> text(ObjectNode content, String name) {
            return Optional.ofNullable(content.get(name)).map(found -> found.stringValue());
        }
    }
}
