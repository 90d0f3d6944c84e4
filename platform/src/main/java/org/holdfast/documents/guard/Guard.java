// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.SealClaims;
import org.holdfast.verifier.TrustList;

/// Reads a finished paper and lets it pass or stops it. Thread-safe; keeps nothing between papers.
///
/// The order is: versions, signature and seal, identity of the paper, the drawn seal of each page,
/// number of each page, persons, and last that nothing else is on it.
public final class Guard {
    private static final String SEAL = "HoldfastSeal";

    private final PaperVerifier verifier;
    private final Supplier<TrustList> trust;
    private final SilentPictures pictures = new SilentPictures();

    /// @param verifier checks signature and seal
    /// @param trust the office's own roots; the same list as long as they do not change, for it
    ///   remembers good paths
    public Guard(PaperVerifier verifier, Supplier<TrustList> trust) {
        this.verifier = verifier;
        this.trust = trust;
    }

    /// Compares a finished paper with what the journal says.
    ///
    /// @param pdf the signed file, as it would leave
    /// @param printedFrom the record versions that the layout was given
    /// @param expected what the journal's files say must be on it
    public GuardVerdict check(
            byte[] pdf, List<FactVersion> printedFrom, GuardExpectation expected) {
        try {
            PaperCheck.versions(printedFrom, expected.versions());
            SealClaims claims = verified(pdf);
            return new GuardVerdict.Passed(read(pdf, expected, claims), claims);
        } catch (GuardStop stop) {
            return stop.stopped();
        }
    }

    private SealClaims verified(byte[] pdf) throws GuardStop {
        PaperVerdict verdict = verifier.verify(pdf, trust.get(), Optional.empty());
        if (!verdict.isGenuine()) {
            String detail = verdict.details().getOrDefault("detail", "");
            throw new GuardStop(
                    GuardReason.SIGNATURE_REFUSED, 0, verdict.reason().code() + " " + detail);
        }
        return verdict.claims().orElseThrow();
    }

    /// The named edge to the PDF parser: whatever it throws means that the paper cannot be read.
    private int read(byte[] pdf, GuardExpectation expected, SealClaims claims) throws GuardStop {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            List<PageReading> pages = pages(document);
            PaperCheck check = new PaperCheck(expected, pages);
            check.claims(claims);
            String seal = document.getDocumentInformation().getCustomMetadataValue(SEAL);
            drawnSeals(pages, seal == null ? "" : seal);
            check.numbersOfPages();
            check.persons();
            check.nothingElse();
            return pages.size();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new GuardStop(GuardReason.UNREADABLE, 0, e.getClass().getSimpleName());
        }
    }

    private List<PageReading> pages(PDDocument document) throws GuardStop, IOException {
        Map<COSDictionary, FontTexts> fonts = PageReader.noFonts();
        List<PageReading> pages = new ArrayList<>();
        for (int i = 0; i < document.getNumberOfPages(); i++) {
            pages.add(new PageReader(i + 1, fonts, pictures).read(document.getPage(i)));
        }
        return pages;
    }

    private static void drawnSeals(List<PageReading> pages, String seal) throws GuardStop {
        DrawnSeal drawn = new DrawnSeal();
        for (PageReading page : pages) {
            Optional<String> text = drawn.read(page);
            if (text.isEmpty()) {
                throw new GuardStop(GuardReason.SEAL_MISSING_ON_PAGE, page.number(), "");
            }
            if (!text.get().equals(seal)) {
                throw new GuardStop(GuardReason.SEAL_DIFFERS_FROM_PRINT, page.number(), "");
            }
        }
    }
}
