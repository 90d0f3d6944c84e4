// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

/// A relying party, as it was called when something was recorded about it.
///
/// @param id of its account
public record Party(String id, String name) {}
