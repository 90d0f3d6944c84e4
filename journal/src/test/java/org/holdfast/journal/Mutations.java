// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Hostile inputs made from a valid one: the same seed gives the same inputs.
final class Mutations {
    private static final List<String> TOKENS =
            List.of(
                    "\n",
                    "\n\n",
                    " ",
                    "\t",
                    "\r\n",
                    "\u0000",
                    "\u2014 ",
                    "\u2014 a AAAAAAAA\n",
                    "-1",
                    "0",
                    "00",
                    "9223372036854775807",
                    "9223372036854775808",
                    "18446744073709551616",
                    "=",
                    "+",
                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                    "extra AAAA\n",
                    "quorum none\n",
                    "x001/",
                    ".p/0",
                    "../",
                    "\uffff");

    private final Random random;

    Mutations(long seed) {
        this.random = new Random(seed);
    }

    /// Another input than the given one, one to three changes away from it.
    byte[] of(byte[] valid) {
        byte[] changed = valid;
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes || Arrays.equals(changed, valid); i++) {
            changed = once(changed);
        }
        return changed;
    }

    private byte[] once(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int length = Math.min(bytes.length - at, 1 << random.nextInt(7));
        int end = at + random.nextInt(length + 1);
        return switch (random.nextInt(8)) {
            case 0 -> flipped(bytes);
            case 1 -> joined(Arrays.copyOf(bytes, at), tail(bytes, end));
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 -> joined(Arrays.copyOf(bytes, end), tail(bytes, at));
            case 4 -> joined(Arrays.copyOf(bytes, at), token(), tail(bytes, at));
            case 5 -> joined(Arrays.copyOf(bytes, at), token(), tail(bytes, end));
            case 6 -> joined(Arrays.copyOf(bytes, at), noise(), tail(bytes, end));
            default -> moved(bytes);
        };
    }

    private byte[] flipped(byte[] bytes) {
        if (bytes.length == 0) {
            return noise();
        }
        byte[] flipped = bytes.clone();
        flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    /// Two lines change places.
    private byte[] moved(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("(?<=\n)", -1);
        int first = random.nextInt(lines.length);
        int second = random.nextInt(lines.length);
        String kept = lines[first];
        lines[first] = lines[second];
        lines[second] = kept;
        return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] token() {
        return TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] noise() {
        byte[] noise = new byte[1 + random.nextInt(8)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
