// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.holdfast.documents.layout.Form;
import org.holdfast.documents.layout.Layout;
import org.holdfast.documents.layout.LayoutReader;
import org.holdfast.documents.pdf.PadesSigner;
import org.holdfast.documents.pdf.PaperFile;
import org.holdfast.documents.pdf.PaperInfo;
import org.holdfast.documents.text.Fonts;
import org.holdfast.keys.SealKey;
import org.holdfast.keys.Seals;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// Papers as PDF/A-2u from the layouts of the packs. Thread-safe: layouts and fonts are read when
/// first asked for and never change; of a paper nothing stays.
public final class PdfDocuments implements Documents {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Path packs;
    private final LayoutReader reader;
    private final Seals seals;
    private final Function<OfficeCode, String> officeNames;
    private final SealMaker sealMaker;
    private final RandomGenerator random;
    private final Map<String, Form> forms = new ConcurrentHashMap<>();
    private final Map<String, PadesSigner> signers = new ConcurrentHashMap<>();

    /// @param packs the folder with `fonts` and `<country>/<service>/layout.yaml`
    /// @param seals the offices' keys
    /// @param officeNames an office's full name as its papers print it
    /// @param random for salts and file ids; must be a secure one outside tests
    public PdfDocuments(
            Path packs,
            Seals seals,
            Function<OfficeCode, String> officeNames,
            RandomGenerator random) {
        this.packs = packs;
        this.reader = new LayoutReader(new Fonts(packs.resolve("fonts")));
        this.seals = seals;
        this.officeNames = officeNames;
        this.random = random;
        this.sealMaker = new SealMaker(random);
    }

    @Override
    public Made make(PaperOrder order) {
        return make(order, List.of(order.facts()));
    }

    @Override
    public Made makeMixedUp(PaperOrder order, List<ObjectNode> bodies) {
        return make(order, List.copyOf(bodies));
    }

    private Made make(PaperOrder order, List<ObjectNode> bodies) {
        Form form = forms.computeIfAbsent(order.layout(), this::open);
        Layout layout = form.layout();
        Optional<UnprintableName> unprintable =
                NameCheck.firstUnprintable(order.facts(), layout.plain(), layout.bold());
        if (unprintable.isPresent()) {
            return unprintable.get();
        }
        LaidOut laidOut = layOut(order, form, bodies);
        return sign(laidOut, order.binding());
    }

    /// A drawn paper between layout and signing; carries the binding it was drawn for.
    private record LaidOut(
            PaperBinding binding,
            IssueNumber number,
            PaperFile file,
            PaperInfo info,
            PaperSeal seal,
            SealKey key,
            int pages) {}

    private LaidOut layOut(PaperOrder order, Form form, List<ObjectNode> bodies) {
        OfficeCode office = new OfficeCode(order.binding().office());
        SealKey key = seals.of(office);
        byte[] canonical = CanonicalJson.bytes(order.facts());
        PaperSeal seal = sealMaker.seal(order, canonical, key);
        ZonedDateTime issued = order.issuedAt().atZone(order.zone());
        ZonedDateTime asOf = order.asOf().atZone(order.zone());
        Map<String, String> issue = new HashMap<>();
        issue.put("issue.number", order.number().text());
        issue.put("issue.date", DAY.format(issued));
        issue.put("issue.asOfDate", DAY.format(asOf));
        issue.put("issue.asOfTime", CLOCK.format(asOf));
        issue.put("issue.office", officeNames.apply(office));
        issue.put("issue.entry", order.entryId());
        issue.put("issue.seal", seal.text());
        order.note().ifPresent(words -> issue.put("issue.note", words));
        if (order.specimen()) {
            issue.put("issue.specimen", form.layout().specimen());
        }
        PaperFile file = new PaperFile();
        int pages = form.print(bodies, issue, order.specimen(), file);
        String fileId =
                String.format(
                        java.util.Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong());
        PaperInfo info =
                new PaperInfo(
                        form.layout().title(),
                        form.layout().language(),
                        seal.text(),
                        issued,
                        fileId);
        return new LaidOut(order.binding(), order.number(), file, info, seal, key, pages);
    }

    private FinishedPaper sign(LaidOut paper, PaperBinding expected) {
        expected.mustEqual(paper.binding, "signing");
        PadesSigner signer =
                signers.computeIfAbsent(paper.seal.kid(), kid -> new PadesSigner(paper.key));
        byte[] pdf = paper.file.finish(paper.info, signer);
        return new FinishedPaper(paper.binding, paper.number, pdf, paper.seal, paper.pages);
    }

    private Form open(String name) {
        if (!name.matches("[a-z]{2}\\.[a-z-]{1,60}")) {
            throw new LayoutFault("not the name of a layout");
        }
        Path file = packs.resolve(name.substring(0, 2)).resolve(name.substring(3));
        Layout layout = reader.read(file.resolve("layout.yaml"));
        if (!layout.name().equals(name)) {
            throw new LayoutFault(file + ": is the layout of " + layout.name());
        }
        return new Form(layout);
    }
}
