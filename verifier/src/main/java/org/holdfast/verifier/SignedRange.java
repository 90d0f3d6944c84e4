// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The raw bytes of a signed PDF: where a signature lies and that it covers everything else up to
/// an end (ISO 32000-2 §12.8.1; ETSI EN 319 142-1 §5.3). Knows nothing of PDF objects, so that no
/// trick with objects can move it. Covered is `0 .. before` and `after .. end`.
final class SignedRange {
    private static final int MAX_VALUE_BYTES = 256 * 1024;

    /// Of more revisions than this, looking for the last would cost a stranger less than us.
    private static final int MAX_APPENDED = 64;

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

    /// What the first signature of a file covers, the paper's own: to the end of the file, unless
    /// another signature follows.
    static SignedRange find(byte[] file) throws Refused {
        int at = indexOf(file, NAME, 0);
        if (at < 0) {
            throw endsWell(file)
                    ? new Refused(Reason.NO_SIGNATURE, "")
                    : new Refused(Reason.TRUNCATED, "no end mark");
        }
        long[] numbers = numbersAt(file, at);
        int end = mustEndInside(file, numbers);
        int next = indexOf(file, NAME, at + 1);
        if (next >= 0 && next < end) {
            throw new Refused(Reason.SEVERAL_SIGNATURES, "more than one byte range");
        }
        if (end < file.length && next < 0) {
            throw appended(file, end);
        }
        return checked(end == file.length ? file : Arrays.copyOf(file, end), numbers);
    }

    /// What the last signature behind a paper covers: everything to the end of the file.
    ///
    /// @param paper the range of the paper's own
    static SignedRange last(byte[] file, SignedRange paper) throws Refused {
        int at = -1;
        int found = 0;
        for (int next = indexOf(file, NAME, paper.end());
                next >= 0;
                next = indexOf(file, NAME, next + 1)) {
            at = next;
            found++;
        }
        if (at < 0 || found > MAX_APPENDED) {
            throw appended(file, paper.end());
        }
        long[] numbers = numbersAt(file, at);
        if (mustEndInside(file, numbers) < file.length || numbers[1] <= at) {
            throw appended(file, paper.end());
        }
        return checked(file, numbers);
    }

    private static long[] numbersAt(byte[] file, int at) throws Refused {
        String head =
                new String(file, at, Math.min(120, file.length - at), StandardCharsets.ISO_8859_1);
        Matcher numbers = NUMBERS.matcher(head);
        if (!numbers.lookingAt()) {
            throw new Refused(Reason.SIGNATURE_BROKEN, "byte range has no four numbers");
        }
        long[] four = new long[4];
        for (int i = 0; i < four.length; i++) {
            four[i] = Long.parseLong(numbers.group(i + 1));
        }
        return four;
    }

    private static int mustEndInside(byte[] file, long[] numbers) throws Refused {
        long end = numbers[2] + numbers[3];
        if (end > file.length) {
            throw new Refused(
                    Reason.TRUNCATED, "signed up to " + end + ", file ends at " + file.length);
        }
        return (int) end;
    }

    private static SignedRange checked(byte[] file, long[] numbers) throws Refused {
        long before = numbers[1];
        long after = numbers[2];
        if (numbers[0] != 0 || before >= after || after - before > MAX_VALUE_BYTES) {
            throw new Refused(Reason.SIGNATURE_WRAPPED, "byte range leaves out more than it may");
        }
        SignedRange range = new SignedRange(file, (int) before, (int) after);
        range.mustBeOneHexString();
        return range;
    }

    /// Where what it covers ends.
    int end() {
        return file.length;
    }

    /// Everything up to that end.
    byte[] bytes() {
        return file;
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

    private static Refused appended(byte[] file, int from) {
        String rest = new String(file, from, file.length - from, StandardCharsets.ISO_8859_1);
        return new Refused(
                rest.contains("startxref") || rest.contains(" obj")
                        ? Reason.CHANGED_AFTER_SIGNING
                        : Reason.BYTES_OUTSIDE_SIGNATURE,
                "signed up to " + from + ", file ends at " + file.length);
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
