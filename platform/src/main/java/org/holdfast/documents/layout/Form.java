// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import com.google.zxing.qrcode.encoder.ByteMatrix;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.documents.pdf.PaperFile;
import org.holdfast.documents.pdf.Picture;
import tools.jackson.databind.node.ObjectNode;

/// A layout with the pictures that all its papers share. Thread-safe; what it keeps is keyed by
/// office name and says nothing about a person.
public final class Form {
    private final Layout layout;
    private final Picture specimen;
    private final Map<String, Picture> seals = new ConcurrentHashMap<>();

    public Form(Layout layout) {
        this.layout = layout;
        this.specimen = Pictures.specimen(layout);
    }

    /// The layout.
    public Layout layout() {
        return layout;
    }

    /// Draws all pages of one paper into a file and gives their number.
    ///
    /// @param bodies the facts; more than one only where a drill mixes papers up
    /// @param issue what templates call `issue.…`; needs `issue.office` and `issue.seal`
    public int print(
            List<ObjectNode> bodies,
            Map<String, String> issue,
            boolean asSpecimen,
            PaperFile file) {
        ByteMatrix modules = Pictures.qr(issue.getOrDefault("issue.seal", ""));
        String chief = Format.named("chief").apply(issue.getOrDefault("issue.office", ""));
        Picture office =
                seals.computeIfAbsent(
                        chief.replace(" ", ""),
                        c -> Pictures.office(c + layout.seal().words(), layout));
        PagePictures pictures =
                new PagePictures(
                        Pictures.draw(modules),
                        modules.getWidth(),
                        office,
                        asSpecimen ? specimen : null);
        return Press.print(layout, bodies, issue, pictures, file);
    }
}
