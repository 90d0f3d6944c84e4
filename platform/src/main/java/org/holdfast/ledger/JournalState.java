// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.JournalVerifier;

/// What a central journal says the registers are, recomputed from its files alone: no key is
/// needed, and an office may go on meanwhile. Trees and signatures are checked with the key that
/// each folder names; that the root certified that key, and how origins follow each other, is
/// [WorldCheck]'s.
///
/// @param journal the newest origin, such as `central-3`
/// @param size entries under its last checkpoint
/// @param now the state as of that checkpoint
/// @param compared `state` entries that were compared with the entries before them
/// @param last where the last of these stands, such as `central-3/17`
/// @param faults in words; empty when all is well
public record JournalState(
        String journal,
        long size,
        StateDigest now,
        long compared,
        Optional<String> last,
        List<String> faults) {
    private static final String KIND = "central";

    public JournalState {
        faults = List.copyOf(faults);
    }

    /// Reads all origins.
    ///
    /// @param folder the folder of all origins
    /// @throws LedgerFault with `REFUSED_START` when there is no central journal in it
    public static JournalState read(Path folder) {
        Map<Integer, Path> origins = Folders.of(folder, KIND).finished();
        List<String> faults = new ArrayList<>();
        StateClaims claims = new StateClaims(faults);
        origins.forEach((number, path) -> claims.collect(KIND + "-" + number, path));
        String journal = "";
        long size = 0;
        for (Map.Entry<Integer, Path> origin : origins.entrySet()) {
            journal = KIND + "-" + origin.getKey();
            try (JournalDirectory directory = JournalDirectory.openForReading(origin.getValue())) {
                size =
                        new JournalVerifier(
                                        directory.verifier(),
                                        (entry, _) ->
                                                claims.entry(
                                                        Leaf.decode(entry.entry()),
                                                        entry.leafHash()))
                                .verify(origin.getValue())
                                .head()
                                .size()
                                .value();
            } catch (JournalFault | JournalRefusal | IllegalArgumentException wrong) {
                faults.add(journal + ": " + wrong.getMessage());
            }
        }
        if (origins.isEmpty()) {
            throw new LedgerFault(
                    LedgerFault.Code.REFUSED_START, "no central journal in " + folder);
        }
        claims.finish();
        return new JournalState(
                journal, size, claims.fold().digest(), claims.met(), claims.last(), faults);
    }
}
