// SPDX-License-Identifier: Apache-2.0
package org.holdfast.offices;

import java.util.List;
import java.util.Optional;

/// The offices of the lists in the resources.
final class ListedOffices implements Offices {
    static final ListedOffices STANDARD = new ListedOffices();

    @Override
    public Optional<Office> find(OfficeCode code) {
        return Optional.empty();
    }

    @Override
    public Office require(OfficeCode code) {
        throw new IllegalArgumentException("no such office");
    }

    @Override
    public List<Office> all() {
        return List.of();
    }

    @Override
    public List<Office> of(Country country) {
        return List.of();
    }

    @Override
    public List<Office> search(String text, int limit) {
        return List.of();
    }

    @Override
    public List<Town> towns(OfficeCode office) {
        return List.of();
    }
}
