// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.io.ByteArrayOutputStream;

/// Base45 of RFC 9285: three characters for two bytes, two characters for one.
final class Base45 {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    private Base45() {}

    /// Decodes; refuses characters outside the alphabet, a dangling character and values that do
    /// not fit (RFC 9285 §4.2).
    static byte[] decode(String text) throws Refused {
        if (text.length() % 3 == 1) {
            throw wrong("dangling character");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() * 2 / 3 + 1);
        for (int i = 0; i < text.length(); i += 3) {
            boolean pair = i + 2 < text.length();
            int value = digit(text.charAt(i)) + 45 * digit(text.charAt(i + 1));
            if (pair) {
                value += 45 * 45 * digit(text.charAt(i + 2));
            }
            if (value > (pair ? 0xffff : 0xff)) {
                throw wrong("group " + i / 3 + " holds " + value);
            }
            if (pair) {
                out.write(value >> 8);
            }
            out.write(value & 0xff);
        }
        return out.toByteArray();
    }

    private static int digit(char c) throws Refused {
        int digit = ALPHABET.indexOf(c);
        if (digit < 0) {
            throw wrong("character outside base45");
        }
        return digit;
    }

    private static Refused wrong(String why) {
        return new Refused(Reason.SEAL_UNREADABLE, why);
    }
}
