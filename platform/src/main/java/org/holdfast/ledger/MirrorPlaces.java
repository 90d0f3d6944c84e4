// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.CosignatureVerifier;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.ledger.Mirroring.Place;

/// The file `mirrors` in the folder of all journals: a line for each place, of its name, its two
/// vkeys and, where it serves its copy, its address.
final class MirrorPlaces {
    private MirrorPlaces() {}

    static Path file(Path journals) {
        return journals.resolve("mirrors");
    }

    /// The places; none when there is no file.
    static List<Place> read(Path journals) {
        Path file = file(journals);
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Place> places = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(" ", -1);
                Optional<String> address =
                        parts.length > 3 ? Optional.of(parts[3]) : Optional.empty();
                places.add(new Place(parts[0], parts[1], parts[2], address));
            }
        } catch (IOException | ArrayIndexOutOfBoundsException damaged) {
            throw new LedgerFault(
                    LedgerFault.Code.REFUSED_START,
                    "the list of mirrors cannot be read: " + file,
                    damaged);
        }
        return places;
    }

    /// The file's bytes.
    static byte[] bytes(Collection<Place> places) {
        StringBuilder lines = new StringBuilder();
        for (Place one : places) {
            lines.append(one.name()).append(' ').append(one.mirror()).append(' ');
            lines.append(one.witness());
            one.address().ifPresent(address -> lines.append(' ').append(address));
            lines.append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// @throws IllegalArgumentException when it is no cosignature key
    static CosignatureVerifier key(String vkey) {
        try {
            return CosignatureVerifier.parse(vkey);
        } catch (JournalRefusal refused) {
            throw new IllegalArgumentException("not a cosignature key", refused);
        }
    }
}
