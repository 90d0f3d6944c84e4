// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The raw bytes of a signed PDF: where the one signature lies and that it covers everything else
/// (ISO 32000-2 §12.8.1; ETSI EN 319 142-1 §5.3). Knows nothing of PDF objects, so that no trick
/// with objects can move it. Covered is `0 .. before` and `after .. end of file`.
final class SignedRange {
    private static final int MAX_VALUE_BYTES = 256 * 1024;
    private static final byte[] NAME = "/ByteRange".getBytes(StandardCharsets.ISO_8859_1);
    private static final Pattern NUMBERS =
            Pattern.compile(
                    "/ByteRange\\s*\\[\\s*(\\d{1,9})\\s+(\\d{1,9})\\s+(\\d{1,9})\\s+(\\d{1,9})\\s*]");

    private final byte[] file;
    private final int before;
    private final int after;

    private SignedRange(byte[] file, int before, int after) {
        this.file = file;
        this.before = before;
        this.after = after;
    }

    static SignedRange find(byte[] file) throws Refused {
        int at = indexOf(file, NAME, 0);
        if (at < 0) {
            throw endsWell(file)
                    ? new Refused(Reason.NO_SIGNATURE, "")
                    : new Refused(Reason.TRUNCATED, "no end mark");
        }
        if (indexOf(file, NAME, at + 1) >= 0) {
            throw new Refused(Reason.SEVERAL_SIGNATURES, "more than one byte range");
        }
        String head =
                new String(file, at, Math.min(120, file.length - at), StandardCharsets.ISO_8859_1);
        Matcher numbers = NUMBERS.matcher(head);
        if (!numbers.lookingAt()) {
            throw new Refused(Reason.SIGNATURE_BROKEN, "byte range has no four numbers");
        }
        long start = Long.parseLong(numbers.group(1));
        long before = Long.parseLong(numbers.group(2));
        long after = Long.parseLong(numbers.group(3));
        long end = after + Long.parseLong(numbers.group(4));
        return checked(file, start, before, after, end);
    }

    private static SignedRange checked(byte[] file, long start, long before, long after, long end)
            throws Refused {
        if (end > file.length) {
            throw new Refused(
                    Reason.TRUNCATED, "signed up to " + end + ", file ends at " + file.length);
        }
        if (end < file.length) {
            throw new Refused(
                    appended(file, (int) end),
                    "signed up to " + end + ", file ends at " + file.length);
        }
        if (start != 0 || before >= after || after - before > MAX_VALUE_BYTES) {
            throw new Refused(Reason.SIGNATURE_WRAPPED, "byte range leaves out more than it may");
        }
        SignedRange range = new SignedRange(file, (int) before, (int) after);
        range.mustBeOneHexString();
        return range;
    }

    /// The four numbers, as a signature dictionary must hold them.
    int[] numbers() {
        return new int[] {0, before, after, file.length - after};
    }

    /// The bytes of the signature value, zero padding included.
    byte[] value() {
        byte[] value = new byte[(after - before - 2) / 2];
        for (int i = 0; i < value.length; i++) {
            int high = Character.digit(file[before + 1 + 2 * i], 16);
            int low = Character.digit(file[before + 2 + 2 * i], 16);
            value[i] = (byte) (high << 4 | low);
        }
        return value;
    }

    byte[] digest(String algorithm) {
        byte[] head = Arrays.copyOfRange(file, 0, before);
        byte[] tail = Arrays.copyOfRange(file, after, file.length);
        return Certificates.digest(algorithm, head, tail);
    }

    private void mustBeOneHexString() throws Refused {
        boolean good = (after - before) % 2 == 0 && after - before > 2;
        good &= file[before] == '<' && file[after - 1] == '>';
        for (int i = before + 1; good && i < after - 1; i++) {
            good = Character.digit(file[i], 16) >= 0;
        }
        if (!good) {
            throw new Refused(Reason.SIGNATURE_WRAPPED, "more than the value is left out");
        }
    }

    private static Reason appended(byte[] file, int from) {
        String rest = new String(file, from, file.length - from, StandardCharsets.ISO_8859_1);
        return rest.contains("startxref") || rest.contains(" obj")
                ? Reason.CHANGED_AFTER_SIGNING
                : Reason.BYTES_OUTSIDE_SIGNATURE;
    }

    private static boolean endsWell(byte[] file) {
        int from = Math.max(0, file.length - 1024);
        return new String(file, from, file.length - from, StandardCharsets.ISO_8859_1)
                .contains("%%EOF");
    }

    static int indexOf(byte[] file, byte[] what, int from) {
        outer:
        for (int i = from; i <= file.length - what.length; i++) {
            for (int j = 0; j < what.length; j++) {
                if (file[i + j] != what[j]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }
}
