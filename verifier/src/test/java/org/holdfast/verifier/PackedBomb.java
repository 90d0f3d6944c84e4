// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;

/// A small PDF, properly signed by whomever, whose cross-reference stream unpacks to much more.
final class PackedBomb {
    /// What a parser would hold after unpacking, at least.
    static final int UNPACKED_BYTES = 64 * 1024 * 1024;

    private static final int VALUE_BYTES = 6000;

    private PackedBomb() {}

    static byte[] signedBy(TestOffice office) {
        byte[] packed = packed(packed(new byte[UNPACKED_BYTES]));
        String objects =
                "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]"
                        + "/SigFlags 3>>>>\nendobj\n"
                        + "2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n";
        String table =
                "5 0 obj\n<</Type/XRef/Size 6/Index[0 6]/W[1 4 1]/Root 1 0 R"
                        + "/Filter[/FlateDecode/FlateDecode]/Length "
                        + packed.length
                        + ">>\nstream\n";
        String signature =
                "\nendstream\nendobj\n3 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite"
                        + "/SubFilter/ETSI.CAdES.detached/ByteRange%s/Contents";
        String tail = ">>\nendobj\nstartxref\n" + objects.length() + "\n%%EOF\n";
        int before = (objects + table + signature).length() - 2 + 40 + packed.length;
        int after = before + 2 + 2 * VALUE_BYTES;
        String range = "[0 " + before + " " + after + " " + tail.length() + "]";
        byte[] head =
                joined(
                        latin(objects + table),
                        packed,
                        latin(String.format(Locale.ROOT, signature, pad(range))));
        String value = HexFormat.of().formatHex(office.cms(joined(head, latin(tail)), true));
        String padded = value + "0".repeat(2 * VALUE_BYTES - value.length());
        return joined(head, latin("<" + padded + ">" + tail));
    }

    private static String pad(String range) {
        return range + " ".repeat(40 - range.length());
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
