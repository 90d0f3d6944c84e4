// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.util.function.Supplier;

/// One origin as it is served to everybody.
///
/// @param name short name, also its folder and the last part of its address
/// @param folder its files, laid out as C2SP tlog-tiles
/// @param size entries under its last checkpoint
/// @param opening reads the content of its opening entry, which is public: salt and JSON
public record PublicJournal(
        String name, String origin, String vkey, Path folder, long size, Supplier<byte[]> opening) {
    static PublicJournal of(Chapter chapter) {
        return new PublicJournal(
                chapter.name(),
                chapter.origin(),
                chapter.directory().verifier().vkey(),
                chapter.directory().folder(),
                chapter.directory().signedSize().value(),
                chapter::openingContent);
    }

    /// Where it is served, below the address of the office.
    public String href() {
        return "/journal/" + name;
    }
}
