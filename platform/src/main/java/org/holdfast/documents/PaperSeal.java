// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

/// The machine-readable seal of one paper.
///
/// @param text `HF1:` and base45 of the COSE_Sign1
/// @param factsDigest hex of SHA-256(salt ‖ canonical printed facts)
/// @param factsSalt hex of the salt
/// @param kid hex of the sealing key's id
public record PaperSeal(String text, String factsDigest, String factsSalt, String kid) {}
