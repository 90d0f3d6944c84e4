// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

/// A login or a binding that this browser began at some site of the office, a short while ago.
/// Immutable.
public final class Attempt {
    private final String provider;
    private final Purpose purpose;
    private final byte[] name;
    private final Secrets secrets;

    Attempt(String provider, Purpose purpose, byte[] name, Secrets secrets) {
        this.provider = provider;
        this.purpose = purpose;
        this.name = name.clone();
        this.secrets = secrets;
    }

    /// What somebody wants.
    public enum Purpose {
        /// To come in.
        LOGIN,
        /// To come in this way from now on, by whoever is in.
        BINDING
    }

    /// What is drawn for one attempt.
    ///
    /// @param state RFC 6749 §10.12
    /// @param nonce OpenID Connect Core 1.0 §3.1.2.1
    /// @param verifier RFC 7636 §4.1
    record Secrets(String state, String nonce, String verifier) {
        /// Prints none.
        @Override
        public String toString() {
            return "Secrets[]";
        }
    }

    public String provider() {
        return provider;
    }

    public Purpose purpose() {
        return purpose;
    }

    /// The bytes that name it; no other has them.
    public byte[] name() {
        return name.clone();
    }

    Secrets secrets() {
        return secrets;
    }
}
