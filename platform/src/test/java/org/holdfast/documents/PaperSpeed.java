// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Writes one paper of each layout into a folder and, with a second argument, prints the processor
/// time of a warm paper.
public final class PaperSpeed {
    private PaperSpeed() {}

    public static void main(String[] arguments) throws IOException {
        Documents documents = PaperFixture.documents();
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int papers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
        for (int i = 2; i < arguments.length || i == 2; i++) {
            String layout = arguments.length > 2 ? arguments[i] : "kr.resident-transcript";
            PaperOrder order = PaperFixture.order(layout, PaperFixture.facts(layout));
            FinishedPaper paper = PaperFixture.paper(documents, order);
            Files.write(folder.resolve(layout + ".pdf"), paper.pdf());
            System.out.printf(
                    "%s: %d pages, %d bytes, seal of %d characters%n",
                    layout, paper.pages(), paper.length(), paper.sealText().length());
            for (int round = 0; round < 5 && papers > 0; round++) {
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                for (int k = 0; k < papers; k++) {
                    PaperFixture.paper(documents, order);
                }
                long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
                System.out.printf(
                        "  %.3f ms a paper%n", Duration.ofNanos(used).toNanos() / 1e6 / papers);
            }
        }
    }
}
