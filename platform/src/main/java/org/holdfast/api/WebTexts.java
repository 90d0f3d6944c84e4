// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.holdfast.catalogue.Words;

/// The house's own words by key, each in three languages, read once from
/// `NAME.{ko,ja,en}.properties` beside a class. A key that a language lacks stops the start.
/// Immutable.
public final class WebTexts {
    private final Map<String, Words> words;

    private WebTexts(Map<String, Words> words) {
        this.words = words;
    }

    /// Reads the three files beside `owner`.
    ///
    /// @throws IllegalStateException when a key is missing in a language
    public static WebTexts read(Class<?> owner, String name) {
        Properties ko = file(owner, name + ".ko.properties");
        Properties ja = file(owner, name + ".ja.properties");
        Properties en = file(owner, name + ".en.properties");
        Set<String> keys = new TreeSet<>(ko.stringPropertyNames());
        keys.addAll(ja.stringPropertyNames());
        keys.addAll(en.stringPropertyNames());
        Map<String, Words> words = new TreeMap<>();
        for (String key : keys) {
            words.put(key, new Words(text(ko, key), text(ja, key), text(en, key)));
        }
        return new WebTexts(Map.copyOf(words));
    }

    /// The words of a key.
    ///
    /// @throws IllegalStateException for a key that nobody wrote
    public Words words(String key) {
        Words found = words.get(key);
        if (found == null) {
            throw new IllegalStateException("no words for " + key);
        }
        return found;
    }

    /// Whether there are words for a key.
    public boolean has(String key) {
        return words.containsKey(key);
    }

    /// Every key.
    public Set<String> keys() {
        return words.keySet();
    }

    private static String text(Properties file, String key) {
        String text = file.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("a language lacks the words of " + key);
        }
        return text;
    }

    private static Properties file(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + name);
            }
            Properties file = new Properties();
            file.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
