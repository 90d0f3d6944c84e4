// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import org.holdfast.journal.Hash;

/// The last signed head of a journal: short name, origin, size and root.
public record Head(String journal, String origin, long size, Hash root) {}
