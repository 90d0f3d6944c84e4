// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.time.Instant;

/// What the machine-readable seal of a paper claims (CWT claims of RFC 8392 and private ones).
///
/// @param office code of the issuing office, claim 1
/// @param issuedAt claim 6
/// @param service service code, claim -70001
/// @param number issue number as printed, claim -70002
/// @param entryId entry id as printed, claim -70003
/// @param factsDigest SHA-256 over salt and canonical printed facts, hex, claim -70004
/// @param name the holder's name as printed, claim -70005
/// @param birth the holder's birth date as printed, claim -70009; empty where not printed
/// @param asOf the state of the register that was printed, claim -70006
/// @param specimen true on a paper that is not real, claim -70007
/// @param kid first eight bytes of the SHA-256 of the seal certificate, hex
public record SealClaims(
        String office,
        Instant issuedAt,
        String service,
        String number,
        String entryId,
        String factsDigest,
        String name,
        String birth,
        Instant asOf,
        boolean specimen,
        String kid) {}
