// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.util.List;
import java.util.Set;

/// What a register holds: its items in order, each with the article that lists it. Immutable.
///
/// @param code for example `kr.resident`
/// @param search the items by which the register may be searched
public record RegisterDefinition(
        String code, Words title, String law, List<Item> items, Set<String> search) {

    /// One item of a record.
    ///
    /// @param sensitive whether it is masked unless a rule opens it
    /// @param required whether each record has it
    public record Item(
            String code,
            String type,
            boolean required,
            boolean sensitive,
            String law,
            Words label) {}

    public RegisterDefinition {
        items = List.copyOf(items);
        search = Set.copyOf(search);
    }
}
