// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.UUID;
import java.util.regex.Pattern;

/// Which record: the register's code (`kr.resident`) and the record's own id. Never personal.
public record RecordRef(String register, UUID id) {
    private static final Pattern REGISTER = Pattern.compile("[a-z]{2}\\.[a-z-]{1,40}");

    public RecordRef {
        if (!REGISTER.matcher(register).matches()) {
            throw new IllegalArgumentException("not a register's code: " + register);
        }
    }

    /// `kr.resident/<uuid>`: the internal id that handles are made from.
    @Override
    public String toString() {
        return register + "/" + id;
    }

    /// Reads what [#toString] wrote.
    public static RecordRef parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("expected register/uuid");
        }
        return new RecordRef(text.substring(0, slash), UUID.fromString(text.substring(slash + 1)));
    }

    /// Whether this is a register of persons (and not of households).
    public boolean person() {
        return register.endsWith(".resident");
    }

    /// The register of households of the same country.
    public String householdRegister() {
        return register.substring(0, 2) + ".household";
    }
}
