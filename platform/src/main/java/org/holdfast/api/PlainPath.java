// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;

/// Addresses that mean the same to whoever compares texts and to the router. One that does not is
/// refused at the gate: every rule that goes by the address would otherwise have to decode it
/// exactly as the router does (RFC 3986 §6.2.2).
final class PlainPath {
    private PlainPath() {}

    /// The address that the router goes by: decoded, normalised, without parameters.
    static String of(HttpServletRequest request) {
        String path = request.getServletPath();
        String rest = request.getPathInfo();
        return (path == null ? "" : path) + (rest == null ? "" : rest);
    }

    /// Whether an address as it came has only one reading: no parameters, no empty or dot segments,
    /// nothing encoded in its first segment, and beyond it no encoded ASCII.
    static boolean isPlain(String raw) {
        if (!raw.startsWith("/") || raw.contains("//") || (raw + "/").contains("/./")) {
            return false;
        }
        int second = raw.indexOf('/', 1);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean first = second < 0 || i < second;
            if (c == ';' || c == '\\' || c <= ' ' || c >= 0x7f) {
                return false;
            }
            if (c == '%' && (first || !encodesMoreThanAscii(raw, i))) {
                return false;
            }
        }
        return !(raw + "/").contains("/../");
    }

    private static boolean encodesMoreThanAscii(String raw, int at) {
        return at + 2 < raw.length()
                && Character.digit(raw.charAt(at + 1), 16) >= 8
                && Character.digit(raw.charAt(at + 2), 16) >= 0;
    }
}
