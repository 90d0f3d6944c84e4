// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

/// Makes papers: lays out, seals (QR) and signs (PAdES baseline B-B, ETSI EN 319 142-1).
/// Thread-safe; nothing is kept between two calls. The result still has to pass the guard before it
/// leaves.
public interface Documents {
    /// Makes one paper, or refuses because a name cannot be printed exactly. Throws [LayoutFault]
    /// when layout and facts do not fit each other, and `IllegalStateException` when a step meets
    /// another request's paper.
    Made make(PaperOrder order);

    /// What became of an order.
    sealed interface Made permits FinishedPaper, UnprintableName {}
}
