// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.offices.Country;

/// The two opaque names of a record; one cannot be told from the other.
final class RecordNames {
    private RecordNames() {}

    static SubjectHandle subject(Handles handles, RecordRef person) {
        if (!person.person()) {
            throw new IllegalArgumentException("only persons have a name in the API");
        }
        Country country = Country.of(person.register().substring(0, 2));
        return handles.subject(country, person.register(), person.id());
    }

    static Handle entity(Handles handles, RecordRef ref) {
        return handles.of("record:" + ref.register(), ref.id());
    }
}
