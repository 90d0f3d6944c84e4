// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

/// What came of asking a provider.
public sealed interface Identified {
    /// The provider says who it is, and is believed.
    ///
    /// @param provider its name in the settings
    /// @param subject by the claim that the settings name
    record Known(String provider, String issuer, String subject) implements Identified {
        /// Does not print who it is.
        @Override
        public String toString() {
            return "Known[" + provider + "]";
        }
    }

    /// Nobody.
    record Refused(OpenIdRefusal why) implements Identified {}
}
