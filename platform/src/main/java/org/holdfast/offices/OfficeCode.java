// SPDX-License-Identifier: Apache-2.0
package org.holdfast.offices;

import java.util.regex.Pattern;

/// The code of an office: `kr-` and the five digits of a Korean district, or `jp-` and the six
/// digits of a Japanese local government code. Well formed, which does not mean that it exists.
public record OfficeCode(String value) implements Comparable<OfficeCode> {
    private static final Pattern FORM = Pattern.compile("kr-[0-9]{5}|jp-[0-9]{6}");

    public OfficeCode {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("office code: expected kr-##### or jp-######");
        }
    }

    /// Whether text from outside has the form of an office code.
    public static boolean isWellFormed(String value) {
        return value.length() <= 9 && FORM.matcher(value).matches();
    }

    public Country country() {
        return Country.of(value.substring(0, 2));
    }

    @Override
    public int compareTo(OfficeCode other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
