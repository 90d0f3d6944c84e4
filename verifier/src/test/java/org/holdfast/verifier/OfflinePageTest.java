// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The single-file page says the same words as this module and can reach nobody.
final class OfflinePageTest {
    private static final Path PAGE =
            Path.of(System.getProperty("holdfast.home", ".."))
                    .resolve("packs/portal/verify-offline.html");
    private static final String START = "const REASONS = /*REASONS*/";

    @Test
    void saysTheSameReasonsInTheSameWords() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(START) + START.length();
        int to = page.indexOf("};", page.indexOf('{', from)) + 1;
        ObjectNode expected = reasons();
        if (Boolean.getBoolean("holdfast.draw")) {
            String drawn = expected.toString().replace("<", "\\u003c");
            Files.writeString(PAGE, page.substring(0, from) + drawn + page.substring(to));
            return;
        }
        assertThat(JsonMapper.shared().readTree(page.substring(from, to)))
                .as("stale words in %s; draw them with -Dholdfast.draw=true", PAGE.getFileName())
                .isEqualTo(expected);
    }

    @Test
    void holdsAPlaceForATrustFileAndNothingFromElsewhere() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page).containsOnlyOnce("/*HOLDFAST-TRUST*/null");
        assertThat(page).contains("default-src 'none'", "connect-src 'none'");
        assertThat(page).doesNotContain(" src=\"http", " href=\"http", "fetch(", "innerHTML");
    }

    private static ObjectNode reasons() {
        ObjectNode all = JsonMapper.shared().createObjectNode();
        for (Reason reason : Reason.values()) {
            ObjectNode one = all.putObject(reason.code()).put("verdict", reason.verdict().code());
            reason.texts().forEach(one::put);
        }
        return all;
    }
}
