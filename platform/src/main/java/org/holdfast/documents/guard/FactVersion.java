// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

/// One version of one record, as a journal entry made it.
///
/// @param record the record, in any one spelling that both sides use
/// @param version 1 for the first
/// @param leafHash hex of the entry's leaf hash
public record FactVersion(String record, long version, String leafHash) {}
