// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A configuration file with named places such as `{{address}}`.
record Template(String name, String text) {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-zA-Z]+)}}");

    /// One of `cluster/src/main/templates`.
    static Template of(String name) throws IOException {
        try (InputStream in = Template.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new ClusterFault("there is no template " + name);
            }
            return new Template(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// The one that a person has put into `templates/` of a site's folder, else the usual one.
    static Template of(String name, Path site) throws IOException {
        Path own = site.resolve("templates").resolve(name);
        return Files.exists(own) ? new Template(name, Files.readString(own)) : of(name);
    }

    /// @throws ClusterFault when the template has a place that `values` does not name
    String fill(Map<String, String> values) {
        return PLACE.matcher(comments(text))
                .replaceAll(place -> {
                    String value = values.get(place.group(1));
                    if (value == null) {
                        throw new ClusterFault(name + ": nothing is known for " + place.group());
                    }
                    return Matcher.quoteReplacement(value);
                });
    }

    /// The line that explains the places says `{{...}}`, which is none.
    private static String comments(String text) {
        return text.replaceFirst("(?m)^# \\{\\{\\.\\.\\.}}.*\\R", "");
    }
}
