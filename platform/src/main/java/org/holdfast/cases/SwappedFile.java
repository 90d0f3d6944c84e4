// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.holdfast.documents.FinishedPaper;

/// Files that a drill puts in place of the right one. Stateless.
final class SwappedFile {
    private SwappedFile() {}

    /// This paper with the other's last page behind it.
    static byte[] withPageOf(FinishedPaper paper, FinishedPaper other) {
        try (PDDocument mine = Loader.loadPDF(paper.pdf());
                PDDocument theirs = Loader.loadPDF(other.pdf());
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            mine.importPage(theirs.getPage(theirs.getNumberOfPages() - 1));
            mine.save(out);
            return out.toByteArray();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
