// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The fonts of `packs/fonts`, each opened once when first asked for and kept. Thread-safe.
public final class Fonts {
    private static final Map<String, String> FILES =
            Map.of(
                    "NanumGothic", "nanum/NanumGothic.ttf",
                    "NanumGothicBold", "nanum/NanumGothicBold.ttf",
                    "IPAmjMincho", "ipamj/ipamjm.ttf",
                    "HanaMinA", "hanazono/HanaMinA.ttf",
                    "HanaMinB", "hanazono/HanaMinB.ttf");

    private final Path folder;
    private final Map<String, Face> faces = new ConcurrentHashMap<>();

    /// @param folder `packs/fonts`
    public Fonts(Path folder) {
        this.folder = folder;
    }

    /// The chain of these fonts, first choice first.
    public Shaper shaper(List<String> names) {
        return new Shaper(names.stream().map(this::face).toList());
    }

    private Face face(String name) {
        String file = FILES.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no font named " + name);
        }
        return faces.computeIfAbsent(name, n -> Face.open(folder.resolve(file)));
    }
}
