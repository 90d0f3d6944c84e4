// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/// What a [StatusStore] follows, and how.
///
/// @param folder where it keeps what it has; its own
/// @param anchors that are believed besides those of trust lists
/// @param own chains that a new trust list must not end, the leaf first, without the anchor
/// @param deadline of a fetch, connection and whole answer together
public record StoreSettings(
        Path folder,
        List<Source> sources,
        List<X509Certificate> anchors,
        List<List<X509Certificate>> own,
        Tiers tiers,
        Duration deadline) {
    /// A fetch ends after that.
    public static final Duration DEADLINE = Duration.ofSeconds(3);

    /// Copies what it is given.
    public StoreSettings {
        sources = List.copyOf(sources);
        anchors = List.copyOf(anchors);
        own = own.stream().map(List::copyOf).toList();
        if (sources.stream().map(Source::name).distinct().count() != sources.size()) {
            throw new ValidationFault("two sources have one name");
        }
    }

    /// As an operator has written them (docs/path-rules.md).
    ///
    /// @param folder where the store keeps what it has
    /// @throws ValidationFault that says what is wrong with the file
    public static StoreSettings read(Path file, Path folder) {
        return new SettingsFile(file).read(folder);
    }

    /// With everything else as it is by itself.
    public StoreSettings(Path folder, List<Source> sources, List<X509Certificate> anchors) {
        this(folder, sources, anchors, List.of(), Tiers.STANDARD, DEADLINE);
    }
}
