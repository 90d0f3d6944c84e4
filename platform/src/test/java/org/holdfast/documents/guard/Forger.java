// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.documents.Revisions;

/// Somebody who alters what an office would append, makes its table right again and has all of it
/// stamped by the office, as everybody can.
final class Forger {
    private static final Pattern OBJECT = Pattern.compile("(?m)^(\\d+) 0 obj$");

    private Forger() {}

    /// @param objects alters the objects of a revision with a time stamp
    /// @param table alters its table and trailer
    static byte[] stamped(
            byte[] paper,
            Revisions.Stamps stamps,
            UnaryOperator<String> objects,
            UnaryOperator<String> table) {
        String suffix =
                new String(
                        Revisions.append(paper, List.of(new Revisions.Addition.TimeStamp(stamps)))
                                .orElseThrow(),
                        StandardCharsets.ISO_8859_1);
        int end = suffix.lastIndexOf("\nxref\n") + 1;
        String trailer = suffix.substring(suffix.lastIndexOf("trailer\n"));
        trailer = trailer.substring(0, trailer.indexOf("startxref"));
        String body = objects.apply(suffix.substring(0, end));
        int start = paper.length + body.length();
        String rest =
                table.apply("xref\n" + lines(body, paper.length) + trailer)
                        + "startxref\n"
                        + start
                        + "\n%%EOF\n";
        return stamp(new String(paper, StandardCharsets.ISO_8859_1) + body + rest, stamps);
    }

    private static String lines(String body, int begin) {
        TreeMap<Integer, Integer> offsets = new TreeMap<>();
        Matcher object = OBJECT.matcher(body);
        while (object.find()) {
            offsets.put(Integer.parseInt(object.group(1)), begin + object.start());
        }
        StringBuilder lines = new StringBuilder();
        for (int number : offsets.keySet()) {
            if (offsets.containsKey(number - 1)) {
                continue;
            }
            int to = number;
            while (offsets.containsKey(to)) {
                to++;
            }
            lines.append(number).append(' ').append(to - number).append('\n');
            for (int i = number; i < to; i++) {
                lines.append(String.format(Locale.ROOT, "%010d 00000 n \n", offsets.get(i)));
            }
        }
        return lines.toString();
    }

    private static byte[] stamp(String file, Revisions.Stamps stamps) {
        int from = file.lastIndexOf("/Contents<") + "/Contents".length();
        int to = file.indexOf('>', from) + 1;
        int range = file.lastIndexOf("/ByteRange[");
        int behind = file.indexOf(']', range);
        String numbers = "/ByteRange[0 " + from + " " + to + " " + (file.length() - to);
        String padded = numbers + " ".repeat(behind - range - numbers.length());
        byte[] whole =
                (file.substring(0, range) + padded + file.substring(behind))
                        .getBytes(StandardCharsets.ISO_8859_1);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(whole, 0, from);
            digest.update(whole, to, whole.length - to);
            String hex = HexFormat.of().formatHex(stamps.token(digest.digest()).orElseThrow());
            Arrays.fill(whole, from + 1, to - 1, (byte) '0');
            System.arraycopy(
                    hex.getBytes(StandardCharsets.US_ASCII), 0, whole, from + 1, hex.length());
            return whole;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
