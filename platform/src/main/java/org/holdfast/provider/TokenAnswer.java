// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import tools.jackson.databind.node.ObjectNode;

/// What the token endpoint says.
public sealed interface TokenAnswer {
    /// Tokens (OpenID Connect Core 1.0 §3.1.3.3).
    record Given(ObjectNode tokens) implements TokenAnswer {
        /// Does not print the tokens.
        @Override
        public String toString() {
            return "Given[]";
        }
    }

    /// None (RFC 6749 §5.2); whoever asks learns no more than the code.
    ///
    /// @param status of HTTP
    record Refused(int status, String error) implements TokenAnswer {}
}
