// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.security.cert.X509Certificate;

/// The office behind a signature, as its certificate names it.
///
/// @param office office code (serialNumber of the subject)
/// @param name name of the office (CN of the subject)
/// @param certificate the certificate, chained to a trusted root
public record Signer(String office, String name, X509Certificate certificate) {}
