// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Somebody outside who says how certificates stand, or whom to believe, and where that is fetched:
/// from these addresses alone, the next one where the one before does not do.
public sealed interface Source {
    /// Short, of letters, digits and dashes: a folder is named after it.
    String name();

    /// `http` or `https`, at least one, three at most.
    List<URI> addresses();

    /// A list of one scope, full or delta (RFC 5280 §5).
    ///
    /// @param issuer whose certificates it lists, or who lists for others
    /// @param signer whose key signs it; the issuer's own certificate as a rule
    record Crl(String name, List<URI> addresses, X509Certificate issuer, X509Certificate signer)
            implements Source {
        /// Checks what it is given.
        public Crl {
            addresses = checked(name, addresses);
        }

        /// Signed by the issuer's own key.
        public Crl(String name, List<URI> addresses, X509Certificate issuer) {
            this(name, addresses, issuer, issuer);
        }
    }

    /// A responder (RFC 6960) for certificates of one issuer.
    record Ocsp(String name, List<URI> addresses, X509Certificate issuer) implements Source {
        /// Checks what it is given.
        public Ocsp {
            addresses = checked(name, addresses);
        }
    }

    /// Anchors, one PEM certificate after another.
    ///
    /// @param signer who signs the list (CMS SignedData around the PEM text, with signing time);
    ///   without one every change waits for a person
    record TrustList(String name, List<URI> addresses, Optional<X509Certificate> signer)
            implements Source {
        /// Checks what it is given.
        public TrustList {
            addresses = checked(name, addresses);
        }
    }

    private static List<URI> checked(String name, List<URI> addresses) {
        if (!Pattern.matches("[a-z0-9][a-z0-9-]{0,63}", name)) {
            throw new ValidationFault("no name of a source: " + name);
        }
        if (addresses.isEmpty() || addresses.size() > 3) {
            throw new ValidationFault(name + " has " + addresses.size() + " addresses, not 1 to 3");
        }
        for (URI address : addresses) {
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            if (!(scheme.equals("http") || scheme.equals("https")) || address.getHost() == null) {
                throw new ValidationFault(name + ": not http or https: " + address);
            }
        }
        return List.copyOf(addresses);
    }
}
