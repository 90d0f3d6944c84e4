// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.util.Optional;

/// Where signature algorithms come from: a given provider where it knows the algorithm, else the
/// JDK.
record SignatureSource(Optional<Provider> given) {
    Signature of(String algorithm) throws GeneralSecurityException {
        return given.isPresent() && given.get().getService("Signature", algorithm) != null
                ? Signature.getInstance(algorithm, given.get())
                : Signature.getInstance(algorithm);
    }
}
