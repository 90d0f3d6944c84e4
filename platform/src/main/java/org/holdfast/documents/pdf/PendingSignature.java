// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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

    static PendingSignature write(PdfFile file, int number, int room, String when) {
        PdfBytes out = file.begin(number);
        String time = when.replace(":", "'").replace("D'", "D:");
        out.put("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(");
        out.put(time).put("')/ByteRange");
        int rangeAt = out.size();
        out.put(BLANK_RANGE).put("/Contents");
        int contentsAt = out.size();
        out.put("<").put("0".repeat(2 * room)).put(">>>");
        file.end();
        return new PendingSignature(rangeAt, contentsAt, room);
    }

    byte[] sign(PdfBytes whole, PadesSigner signer) {
        int after = contentsAt + 2 + 2 * room;
        StringBuilder range = new StringBuilder("[0 ").append(contentsAt).append(' ');
        range.append(after).append(' ').append(whole.size() - after);
        range.append(" ".repeat(BLANK_RANGE.length() - 1 - range.length())).append(']');
        whole.overwrite(rangeAt, range.toString().getBytes(StandardCharsets.US_ASCII));
        byte[] cms = signer.sign(digest(whole, after));
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
