// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import org.holdfast.registers.SearchHit;

/// A person found by a search.
record HitLine(
        String handle,
        String name,
        String second,
        String birth,
        String address,
        boolean restricted,
        String status) {
    static HitLine of(SearchHit hit, Page page) {
        return new HitLine(
                hit.subject().value(),
                hit.name(),
                hit.second().orElse(""),
                page.figures().date(hit.birth()),
                hit.address(),
                hit.restricted(),
                page.tOr("fact.status." + hit.status(), hit.status()));
    }

    /// Without the address, which another office keeps.
    HitLine ofArrival() {
        return new HitLine(handle, name, second, birth, "", restricted, status);
    }

    @Override
    public String toString() {
        return "HitLine[" + handle + "]";
    }
}
