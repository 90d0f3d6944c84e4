// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.security.Security;
import java.util.List;

/// The JDK fetches lists, answers and certificates by itself when properties say so, some of which
/// it reads once for all, and with another one looks at leaves alone. Nothing here runs where one
/// of them is on.
final class Offline {
    private static final List<String> FETCHING =
            List.of(
                    "com.sun.security.enableCRLDP",
                    "com.sun.security.enableAIAcaIssuers",
                    "ocsp.enable",
                    "com.sun.security.onlyCheckRevocationOfEECerts");

    private Offline() {}

    /// @throws ValidationFault names what is on
    static void require() {
        for (String name : FETCHING) {
            if (isOn(System.getProperty(name)) || isOn(Security.getProperty(name))) {
                throw new ValidationFault(
                        name + " is on: the JDK would fetch in a request, or look at leaves alone");
            }
        }
    }

    private static boolean isOn(@org.jspecify.annotations.Nullable String value) {
        return value != null && value.strip().equalsIgnoreCase("true");
    }
}
