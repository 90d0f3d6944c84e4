// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Makes papers: lays out, seals (QR) and signs (PAdES baseline B-B, ETSI EN 319 142-1).
/// Thread-safe; nothing is kept between two calls. The result still has to pass the guard before it
/// leaves.
public interface Documents {
    /// Makes one paper, or refuses because a name cannot be printed exactly. Throws [LayoutFault]
    /// when layout and facts do not fit each other, and `IllegalStateException` when a step meets
    /// another request's paper.
    Made make(PaperOrder order);

    /// For drills only: seals and signs for `order` what was laid out from other facts, as a mix-up
    /// between layout and signing would. Body follows body, each on a page of its own, under the
    /// order's number and seal; nothing about the result is invalid but whom it shows.
    Made makeMixedUp(PaperOrder order, List<ObjectNode> bodies);

    /// What became of an order.
    sealed interface Made permits FinishedPaper, UnprintableName {}
}
