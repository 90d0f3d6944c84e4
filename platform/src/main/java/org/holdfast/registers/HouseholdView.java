// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.List;

/// A household and its members, all as of one moment; members in the household's own order, those
/// removed since left out.
public record HouseholdView(RecordVersion household, List<RecordVersion> members) {
    public HouseholdView {
        members = List.copyOf(members);
    }
}
