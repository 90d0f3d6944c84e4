// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// Reads the texts of the reasons once; a reason without a text in each language is a bug.
final class ReasonTexts {
    private static final List<String> LANGUAGES = List.of("ko", "ja", "en");
    private static final Map<Reason, Map<String, String>> TEXTS = read();

    private ReasonTexts() {}

    static Map<String, String> of(Reason reason) {
        Map<String, String> texts = TEXTS.get(reason);
        if (texts == null) {
            throw new IllegalStateException("no texts for " + reason.code());
        }
        return texts;
    }

    private static Map<Reason, Map<String, String>> read() {
        Map<Reason, Map<String, String>> all = new EnumMap<>(Reason.class);
        for (String language : LANGUAGES) {
            Properties file = file("reasons." + language + ".properties");
            for (Reason reason : Reason.values()) {
                String text = file.getProperty(reason.code());
                if (text == null) {
                    throw new IllegalStateException(language + " lacks " + reason.code());
                }
                all.computeIfAbsent(reason, ignored -> new LinkedHashMap<>()).put(language, text);
            }
        }
        all.replaceAll((ignored, texts) -> Map.copyOf(texts));
        return all;
    }

    private static Properties file(String name) {
        Properties file = new Properties();
        try (InputStream in = ReasonTexts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + name);
            }
            file.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        return file;
    }
}
