// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/// The signature dictionary with room left for the CMS and for the ranges that it covers (ISO
/// 32000-1 §12.8.1): all bytes of the file but the hex string itself.
final class PendingSignature {
    private static final String BLANK_RANGE = "[0 0000000000 0000000000 0000000000]";
    private final int rangeAt;
    private final int contentsAt;
    private final int room;

    private PendingSignature(int rangeAt, int contentsAt, int room) {
        this.rangeAt = rangeAt;
        this.contentsAt = contentsAt;
        this.room = room;
    }

    /// A signature for PAdES (ETSI EN 319 142-1 §6.3).
    static PendingSignature write(PdfFile file, int number, int room, String when) {
        String time = when.replace(":", "'").replace("D'", "D:");
        return write(file, number, room, "Sig", "ETSI.CAdES.detached", "/M(" + time + "')");
    }

    /// A document time stamp (ETSI EN 319 142-1 §5.4.3).
    static PendingSignature writeTimeStamp(PdfFile file, int number, int room) {
        return write(file, number, room, "DocTimeStamp", "ETSI.RFC3161", "");
    }

    private static PendingSignature write(
            PdfFile file, int number, int room, String type, String form, String more) {
        PdfBytes out = file.begin(number);
        out.put("<</Type/").put(type).put("/Filter/Adobe.PPKLite/SubFilter/").put(form).put(more);
        out.put("/ByteRange");
        int rangeAt = out.size();
        out.put(BLANK_RANGE).put("/Contents");
        int contentsAt = out.size();
        out.put("<").put("0".repeat(2 * room)).put(">>>");
        file.end();
        return new PendingSignature(rangeAt, contentsAt, room);
    }

    byte[] sign(PdfBytes whole, PadesSigner signer) {
        return sign(whole, signer::sign);
    }

    /// @param signer the CMS over content whose SHA-256 it is given
    byte[] sign(PdfBytes whole, UnaryOperator<byte[]> signer) {
        int after = contentsAt + 2 + 2 * room;
        StringBuilder range = new StringBuilder("[0 ").append(contentsAt).append(' ');
        range.append(after).append(' ').append(whole.size() - after);
        range.append(" ".repeat(BLANK_RANGE.length() - 1 - range.length())).append(']');
        whole.overwrite(rangeAt, range.toString().getBytes(StandardCharsets.US_ASCII));
        byte[] cms = signer.apply(digest(whole, after));
        if (cms.length > room) {
            throw new IllegalStateException("CMS of " + cms.length + " bytes, room for " + room);
        }
        String hex = HexFormat.of().formatHex(cms);
        whole.overwrite(contentsAt + 1, hex.getBytes(StandardCharsets.US_ASCII));
        return whole.toBytes();
    }

    private byte[] digest(PdfBytes whole, int after) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(whole.array(), 0, contentsAt);
            digest.update(whole.array(), after, whole.size() - after);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
