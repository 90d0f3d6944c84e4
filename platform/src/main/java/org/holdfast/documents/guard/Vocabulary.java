// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The words that a paper may bear whoever it is about: labels, headings, codes' words, the names
/// of offices. Read from the packs' data, not from the layout's code. Immutable, thread-safe.
public final class Vocabulary {
    /// What forms write around dates and names, whatever the pack.
    private static final List<String> ALWAYS =
            List.of(
                    "년", "월", "일", "年", "月", "日", "元", "明治", "大正", "昭和", "平成", "令和", "청장", "시장",
                    "군수", "장", "지사", "長");

    private final Map<Integer, List<String>> longer = new HashMap<>();
    private final Set<String> single = new HashSet<>();

    private Vocabulary(Collection<String> phrases) {
        for (String phrase : phrases) {
            String word = Blanks.without(phrase);
            if (word.length() > 1) {
                longer.computeIfAbsent(head(word, 0), ignored -> new ArrayList<>()).add(word);
            } else if (!word.isEmpty()) {
                single.add(word);
            }
        }
    }

    /// A vocabulary of these phrases; blanks inside them do not matter.
    public static Vocabulary of(Collection<String> phrases) {
        Set<String> all = new HashSet<>(ALWAYS);
        all.addAll(phrases);
        return new Vocabulary(all);
    }

    /// All texts of all YAML files under these folders, cut at placeholders in braces and at double
    /// brackets around what may be left out, and further phrases.
    public static Vocabulary read(Collection<Path> folders, Collection<String> more) {
        Set<String> phrases = new HashSet<>(more);
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                    LoaderOptions options = new LoaderOptions();
                    Object root =
                            new Yaml(new SafeConstructor(options)).load(Files.readString(file));
                    collect(root, phrases);
                }
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
        return of(phrases);
    }

    private static void collect(Object node, Set<String> phrases) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                collect(key, phrases);
                collect(value, phrases);
            });
        } else if (node instanceof Collection<?> list) {
            list.forEach(value -> collect(value, phrases));
        } else if (node instanceof String text) {
            for (String part : text.split("\\$?\\{[^}]*}|\\[\\[|]]|\\R", -1)) {
                if (part.codePoints().anyMatch(Residue::mayBeName)) {
                    phrases.add(part);
                }
            }
        }
    }

    /// Length of the longest phrase of two or more characters that starts here; 0 when none does.
    int longest(String text, int at) {
        if (at + 1 >= text.length()) {
            return 0;
        }
        int best = 0;
        for (String word : longer.getOrDefault(head(text, at), List.of())) {
            if (word.length() > best && text.startsWith(word, at)) {
                best = word.length();
            }
        }
        return best;
    }

    boolean isWord(String single) {
        return this.single.contains(single);
    }

    private static int head(String text, int at) {
        return text.charAt(at) << 16 | text.charAt(at + 1);
    }
}
