// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.util.Optional;
import org.holdfast.api.ProblemRaised;
import org.holdfast.identity.Principal;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.Registers;

/// By which key what is about somebody is encrypted. A citizen's is the key of their papers, which
/// ends when they are erased and with it whatever it has encrypted; anybody else's is made anew.
final class PersonalKey {
    private PersonalKey() {}

    /// @throws ProblemRaised 404 `unknown-subject` for a citizen who is in no register any more
    static DataKey of(Principal who, Registers registers, DataKeys keys) {
        Optional<RecordRef> record =
                who.subject().map(one -> new RecordRef(one.register(), one.record()));
        return record.isEmpty()
                ? keys.create()
                : registers
                        .current(record.get())
                        .flatMap(version -> version.keys().papers())
                        .flatMap(keys::find)
                        .orElseThrow(() -> new ProblemRaised("unknown-subject", 404));
    }
}
