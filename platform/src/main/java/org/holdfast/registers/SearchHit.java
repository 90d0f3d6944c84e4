// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.LocalDate;
import java.util.Optional;
import org.holdfast.keys.SubjectHandle;

/// One person found, in the legal spelling.
///
/// @param second Hanja in Korea, Kana in Japan
/// @param restricted whether a restriction stands; the caller decides what may then be shown
public record SearchHit(
        RecordRef ref,
        SubjectHandle subject,
        String name,
        Optional<String> second,
        LocalDate birth,
        String address,
        boolean restricted,
        String status) {
    /// The same person, protected since.
    public SearchHit restrictedNow() {
        return new SearchHit(ref, subject, name, second, birth, address, true, status);
    }

    /// Prints no person.
    @Override
    public String toString() {
        return "SearchHit[" + ref + "]";
    }
}
