// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.text;

import java.util.List;
import org.holdfast.documents.UnprintableName.Reason;

/// What shaping a text gives: its clusters in order, or the cluster that cannot be drawn and why.
public sealed interface Shaping {
    /// Every code point has its exact glyph.
    record Shaped(List<Cluster> clusters) implements Shaping {}

    /// One cluster has none.
    record Unprintable(List<Integer> codePoints, Reason reason) implements Shaping {
        public Unprintable {
            codePoints = List.copyOf(codePoints);
        }
    }
}
