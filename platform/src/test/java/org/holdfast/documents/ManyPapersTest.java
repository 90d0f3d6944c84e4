// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ManyPapersTest {
    private static final int CLIENTS = 64;
    private static final int PAPERS = 256;

    @Test
    void everyTextOfManyClientsBelongsToItsOwnOrder() throws Exception {
        Documents documents = PaperFixture.documents();
        List<Future<FinishedPaper>> made = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < PAPERS; i++) {
                int client = i;
                made.add(clients.submit(() -> PaperFixture.paper(documents, order(client))));
            }
        }
        for (int i = 0; i < PAPERS; i++) {
            FinishedPaper paper = made.get(i).get();
            PaperOrder order = order(i);
            assertThat(paper.binding()).isEqualTo(order.binding());
            String text = text(paper);
            assertThat(text).contains(name(i)).contains(order.number().text());
            assertThat(text.replace(name(i), "")).doesNotContain("씨앗");
        }
    }

    private static PaperOrder order(int client) {
        ObjectNode facts = PaperFixture.facts("kr.resident-transcript");
        ((ObjectNode) facts.required("head")).put("name", name(client));
        ((ObjectNode) facts.required("holder")).put("name", name(client));
        return PaperFixture.order("kr.resident-transcript", facts, client);
    }

    private static String name(int client) {
        return "씨앗" + (char) (0xAC00 + 28 * client) + client;
    }

    private static String text(FinishedPaper paper) throws IOException {
        try (PDDocument document = Loader.loadPDF(paper.pdf())) {
            return new PDFTextStripper().getText(document);
        }
    }
}
