// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

/// A signed paper on its way to the guard.
public final class FinishedPaper implements Documents.Made {
    private final PaperBinding binding;
    private final IssueNumber number;
    private final byte[] pdf;
    private final String sha256;
    private final PaperSeal seal;
    private final int pages;

    public FinishedPaper(
            PaperBinding binding, IssueNumber number, byte[] pdf, PaperSeal seal, int pages) {
        this.binding = binding;
        this.number = number;
        this.pdf = pdf.clone();
        this.sha256 = Digests.sha256Hex(this.pdf);
        this.seal = seal;
        this.pages = pages;
    }

    /// Subject and request this paper was made for.
    public PaperBinding binding() {
        return binding;
    }

    /// The printed issue number.
    public IssueNumber number() {
        return number;
    }

    /// The whole file; a copy.
    public byte[] pdf() {
        return pdf.clone();
    }

    /// Length of the file in bytes.
    public int length() {
        return pdf.length;
    }

    /// SHA-256 of the file, 64 lower-case hex digits.
    public String sha256() {
        return sha256;
    }

    /// The QR's text: `HF1:` and base45 of the COSE_Sign1.
    public String sealText() {
        return seal.text();
    }

    /// SHA-256 over salt and canonical printed facts, 64 lower-case hex digits.
    public String factsDigest() {
        return seal.factsDigest();
    }

    /// The 16 bytes of salt of [#factsDigest()], 32 lower-case hex digits.
    public String factsSalt() {
        return seal.factsSalt();
    }

    /// Key id of the sealing key, 16 lower-case hex digits.
    public String sealedBy() {
        return seal.kid();
    }

    /// Number of pages.
    public int pages() {
        return pages;
    }
}
