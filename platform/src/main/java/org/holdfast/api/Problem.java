// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.util.Map;
import java.util.TreeMap;

/// A refusal at a door, to be told as RFC 9457 `application/problem+json` or as a page.
///
/// @param code the stable word for programs
/// @param status the HTTP status
/// @param data further members of the problem, never personal data
public record Problem(String code, int status, Map<String, String> data) {
    public Problem {
        data = Map.copyOf(data);
    }

    /// A problem without further members.
    public static Problem of(String code, int status) {
        return new Problem(code, status, Map.of());
    }

    /// The same with one more member.
    public Problem with(String name, String value) {
        Map<String, String> more = new TreeMap<>(data);
        more.put(name, value);
        return new Problem(code, status, more);
    }
}
