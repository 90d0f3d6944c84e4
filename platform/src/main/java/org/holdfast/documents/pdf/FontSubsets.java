// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.documents.text.Face;

/// The fonts of one file.
final class FontSubsets {
    private final Map<Face, FontSubset> subsets = new LinkedHashMap<>();

    FontSubset of(Face face) {
        FontSubset subset = subsets.get(face);
        if (subset == null) {
            subset = new FontSubset(face, "F" + (subsets.size() + 1));
            subsets.put(face, subset);
        }
        return subset;
    }

    /// Writes all fonts and gives the entries of the resource dictionary.
    String write(PdfFile file) {
        StringBuilder entries = new StringBuilder();
        for (FontSubset subset : subsets.values()) {
            int number = file.reserve();
            subset.write(file, number);
            entries.append('/').append(subset.resource()).append(' ').append(number).append(" 0 R");
        }
        return entries.toString();
    }
}
