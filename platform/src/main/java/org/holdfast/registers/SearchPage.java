// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.List;

/// One page of persons found, ordered by name, birth date and record.
///
/// @param next whether there is a page after this one
/// @param cut whether more persons matched than a search looks at (1,000): ask for more words
public record SearchPage(List<SearchHit> hits, boolean next, boolean cut) {
    public SearchPage {
        hits = List.copyOf(hits);
    }
}
