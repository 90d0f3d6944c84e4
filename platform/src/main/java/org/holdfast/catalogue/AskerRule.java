// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.util.Optional;
import java.util.Set;

/// Who may ask for a service, on which ground, and with the article that says so. Immutable.
///
/// @param code what a request names as `options.basis`; unique within the service
/// @param tie how the office knows that the ground is given
/// @param channels where the ground may be used
/// @param evidence whether the officer must name the applicant and the paper that proves the ground
/// @param purpose whether a purpose must be stated
/// @param refusal when present this ground is known to the law but gives another service instead
/// @param instead the service given instead
public record AskerRule(
        String code,
        Tie tie,
        Set<Channel> channels,
        boolean evidence,
        boolean purpose,
        Optional<String> refusal,
        Optional<String> instead,
        String law,
        Words label) {

    /// How the office knows the ground.
    public enum Tie {
        /// The asker is the subject.
        SELF,
        /// The asker is a member of the subject's household now.
        HOUSEHOLD,
        /// The asker is the head of the subject's household now, and acts for all of it.
        HEAD,
        /// An officer has seen the ground and states it.
        DECLARED
    }

    /// Where a request comes in.
    public enum Channel {
        /// The citizen's own portal, kiosks, and programs acting for the citizen.
        PORTAL,
        /// An officer at a counter, the applicant identified in person.
        COUNTER
    }

    public AskerRule {
        channels = Set.copyOf(channels);
    }
}
