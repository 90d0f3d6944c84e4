// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.util.regex.Pattern;
import org.holdfast.offices.Country;

/// The name of a person in the API: `kr-` or `jp-` and 16 small letters and digits of base32 (RFC
/// 4648 §6). Opaque; made with another key than the handles of the journal.
public record SubjectHandle(String value) {
    private static final Pattern FORM = Pattern.compile("(kr|jp)-[a-z2-7]{16}");

    public SubjectHandle {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException(
                    "subject handle: expected kr- or jp- and 16 of a-z2-7");
        }
    }

    /// Whether text from outside has the form of a subject handle.
    public static boolean isWellFormed(String value) {
        return value.length() == 19 && FORM.matcher(value).matches();
    }

    public Country country() {
        return Country.of(value.substring(0, 2));
    }

    @Override
    public String toString() {
        return value;
    }
}
