// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.util.UUID;
import org.holdfast.offices.Country;

/// Makes opaque handles with keys of this site. Deterministic; thread-safe.
public interface Handles {
    /// HMAC-SHA256(handle key, label, 0, id) cut to 16 bytes.
    ///
    /// @param label such as `record:kr.resident`, `paper`, `operation`
    Handle of(String label, byte[] id);

    /// As [#of(String, byte[])], with the UTF-8 of the id.
    Handle of(String label, String id);

    /// As [#of(String, byte[])], with the 16 bytes of the id.
    Handle of(String label, UUID id);

    /// The handle of a record in the API; made with a key of its own.
    SubjectHandle subject(Country country, String register, UUID record);
}
