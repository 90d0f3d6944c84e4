// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Another party's reader of PDFs as a judge; tests without it are skipped and say so.
final class Poppler {
    private Poppler() {}

    static String run(byte[] pdf, String program, String... options) throws IOException {
        Path file = Files.createTempFile("judged", ".pdf");
        try {
            Files.write(file, pdf);
            List<String> command = new ArrayList<>();
            command.add(program);
            command.addAll(List.of(options));
            command.add(file.toString());
            if (program.equals("pdftotext")) {
                command.add("-");
            }
            Process process = start(command);
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            Files.delete(file);
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return abort(command.getFirst() + " is not installed");
        }
    }
}
