// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One paper on its way to being a file: pages, pictures, fonts, and then everything at once. For
/// one thread.
public final class PaperFile {
    /// A4 in points.
    public static final double WIDTH = 595.276;

    /// A4 in points.
    public static final double HEIGHT = 841.89;

    /// How a date is written, but for its apostrophes.
    static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("'D:'uuuuMMddHHmmssxxx", Locale.ROOT);

    private static final byte[] SRGB = srgb();

    private final PdfFile file = new PdfFile();
    private final FontSubsets fonts = new FontSubsets();
    private final List<PageCanvas> pages = new ArrayList<>();
    private final Map<String, Picture> pictures = new LinkedHashMap<>();

    /// A new page after the others.
    public PageCanvas newPage() {
        PageCanvas page = new PageCanvas(fonts, HEIGHT);
        pages.add(page);
        return page;
    }

    /// All pages so far.
    public List<PageCanvas> pages() {
        return List.copyOf(pages);
    }

    /// Makes a picture known to all pages under a name.
    public void picture(String name, Picture picture) {
        pictures.put(name, picture);
    }

    /// Writes the file and signs it.
    public byte[] finish(PaperInfo info, PadesSigner signer) {
        int root = file.reserve();
        int tree = file.reserve();
        int resources = file.reserve();
        int field = file.reserve();
        List<Integer> numbers = pages.stream().map(page -> file.reserve()).toList();
        for (int i = 0; i < numbers.size(); i++) {
            writePage(numbers.get(i), pages.get(i), tree, resources, i == 0 ? field : 0);
        }
        StringBuilder kids = new StringBuilder();
        numbers.forEach(number -> kids.append(number).append(" 0 R "));
        file.object(tree, "<</Type/Pages/Kids[" + kids + "]/Count " + numbers.size() + ">>");
        writeResources(resources);
        int metadata = file.reserve();
        file.stream(metadata, "/Type/Metadata/Subtype/XML", XmpPacket.of(info));
        int intent = writeIntent();
        int signature = file.reserve();
        file.object(
                field,
                "<</Type/Annot/Subtype/Widget/FT/Sig/T(seal)/F 132/Rect[0 0 0 0]/P "
                        + numbers.getFirst()
                        + " 0 R/V "
                        + signature
                        + " 0 R>>");
        file.object(
                root,
                "<</Type/Catalog/Version/1.7/Pages "
                        + tree
                        + " 0 R/Metadata "
                        + metadata
                        + " 0 R/OutputIntents["
                        + intent
                        + " 0 R]/Lang("
                        + info.language()
                        + ")/ViewerPreferences<</DisplayDocTitle true>>/AcroForm<</Fields["
                        + field
                        + " 0 R]/SigFlags 3>>>>");
        int about = writeInfo(info);
        PendingSignature pending =
                PendingSignature.write(file, signature, signer.room(), DATE.format(info.created()));
        return pending.sign(file.finish(root, about, info.fileId()), signer);
    }

    private void writePage(int number, PageCanvas page, int tree, int resources, int field) {
        int content = file.reserve();
        PdfBytes out = file.begin(number);
        out.put("<</Type/Page/Parent ").put(tree).put(" 0 R/MediaBox[0 0 ");
        out.num(WIDTH).num(HEIGHT).put("]/Resources ").put(resources).put(" 0 R/Contents ");
        out.put(content).put(" 0 R");
        if (field != 0) {
            out.put("/Annots[").put(field).put(" 0 R]");
        }
        out.put(">>");
        file.end();
        file.deflatedStream(content, "", page.content());
    }

    private void writeResources(int number) {
        StringBuilder entries = new StringBuilder("<</Font<<").append(fonts.write(file));
        entries.append(">>/XObject<<");
        pictures.forEach((name, picture) -> {
            int object = file.reserve();
            picture.write(file, object);
            entries.append('/').append(name).append(' ').append(object).append(" 0 R");
        });
        file.object(
                number,
                entries.append(">>/ExtGState<</Faint<</Type/ExtGState/ca 0.11/CA 0.11>>>>>>")
                        .toString());
    }

    private int writeIntent() {
        int profile = file.reserve();
        file.stream(profile, "/N 3/Filter/FlateDecode", SRGB);
        int intent = file.reserve();
        file.object(
                intent,
                "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)"
                        + "/Info(sRGB IEC61966-2.1)/DestOutputProfile "
                        + profile
                        + " 0 R>>");
        return intent;
    }

    private int writeInfo(PaperInfo info) {
        int number = file.reserve();
        String when =
                "(" + DATE.format(info.created()).replace(":", "'").replace("D'", "D:") + "')";
        PdfBytes out = file.begin(number);
        out.put("<</Title ").textString(info.title()).put("/Creator(Holdfast)/Producer(Holdfast)");
        out.put("/CreationDate").put(when).put("/ModDate").put(when);
        out.put("/HoldfastSeal(").put(info.seal().replaceAll("[()\\\\]", "\\\\$0")).put(")>>");
        file.end();
        return number;
    }

    private static byte[] srgb() {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        return new PdfBytes(profile.length).put(profile).deflated();
    }
}
