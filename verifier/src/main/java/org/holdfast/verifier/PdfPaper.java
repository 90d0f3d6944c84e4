// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;

/// A PDF whose one signature was found in the bytes and, independently, in the objects, both the
/// same. The parser unpacks whatever it meets, without a limit, so its caller first makes sure that
/// a trusted key signed the file.
///
/// @param seal text of the office's seal in the document information; empty when missing
/// @param pages number of pages
record PdfPaper(String seal, int pages) {
    private static final String SEAL = "HoldfastSeal";
    private static final String SUB_FILTER = "ETSI.CAdES.detached";
    private static final byte[] HEADER = "%PDF-".getBytes(StandardCharsets.ISO_8859_1);

    /// What the first signature of a file covers, by its bytes alone.
    static SignedRange range(byte[] file) throws Refused {
        if (file.length == 0) {
            throw new Refused(Reason.EMPTY, "");
        }
        if (file.length > PaperVerifier.MAX_BYTES) {
            throw new Refused(
                    Reason.TOO_LARGE, file.length + " bytes, at most " + PaperVerifier.MAX_BYTES);
        }
        if (!Arrays.equals(Arrays.copyOf(file, HEADER.length), HEADER)) {
            throw new Refused(Reason.NOT_A_PDF, "");
        }
        return SignedRange.find(file);
    }

    /// The objects of what a trusted key signed, and of nothing behind it. The named edge to the
    /// PDF parser: whatever it throws is a refusal.
    static PdfPaper read(SignedRange range) throws Refused {
        try (PDDocument document = Loader.loadPDF(range.bytes())) {
            if (document.isEncrypted()) {
                throw new Refused(Reason.ENCRYPTED, "");
            }
            mustBeTheSame(document.getSignatureDictionaries(), range);
            String seal = document.getDocumentInformation().getCustomMetadataValue(SEAL);
            return new PdfPaper(seal == null ? "" : seal, document.getNumberOfPages());
        } catch (InvalidPasswordException e) {
            throw new Refused(Reason.ENCRYPTED, "");
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new Refused(Reason.BROKEN_PDF, e.getClass().getSimpleName());
        }
    }

    private static void mustBeTheSame(List<PDSignature> signatures, SignedRange range)
            throws Refused {
        if (signatures.isEmpty()) {
            throw new Refused(Reason.SIGNATURE_WRAPPED, "no field holds the signature");
        }
        if (signatures.size() > 1) {
            throw new Refused(Reason.SEVERAL_SIGNATURES, signatures.size() + " signatures");
        }
        PDSignature signature = signatures.getFirst();
        int[] named = signature.getByteRange();
        COSBase contents = signature.getCOSObject().getDictionaryObject(COSName.CONTENTS);
        if (!Arrays.equals(named, range.numbers())
                || !(contents instanceof COSString text)
                || !Arrays.equals(text.getBytes(), range.value())) {
            throw new Refused(Reason.SIGNATURE_WRAPPED, "objects and bytes differ");
        }
        if (!SUB_FILTER.equals(signature.getSubFilter())) {
            throw new Refused(Reason.SIGNATURE_FORM, "sub-filter is not " + SUB_FILTER);
        }
    }
}
