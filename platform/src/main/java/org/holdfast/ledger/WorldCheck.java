// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.database.Database;
import org.holdfast.keys.DataKeys;

/// Computes both journals again from their files and says whether everything fits: every tile, root
/// and signature of every origin; keys certified by the root; each opening entry against the head
/// it commits to; each carried-over tail; each payload against its entry; every entity's chain;
/// what was erased against the acts of erasure; and the database's rows against the files. Believes
/// nothing but the root. An office may go on meanwhile, but not erase. Reads everything, so its
/// time grows with the journals.
public final class WorldCheck {
    private final Path folder;
    private final X509Certificate root;
    private final Optional<Database> database;
    private final Optional<DataKeys> keys;
    private final boolean copy;

    /// What was found.
    ///
    /// @param entries under checkpoints, by journal name
    /// @param faults in words, without personal data; empty when all is well
    public record Report(Map<String, Long> entries, List<String> faults) {
        public Report {
            entries = Map.copyOf(entries);
            faults = List.copyOf(faults);
        }

        /// Returns when nothing is wrong.
        ///
        /// @throws LedgerFault with `CORRUPT` and the first faults
        public Report requireSound() {
            if (!faults.isEmpty()) {
                throw new LedgerFault(
                        LedgerFault.Code.CORRUPT,
                        faults.size()
                                + " faults: "
                                + String.join("; ", faults.subList(0, Math.min(5, faults.size()))));
            }
            return this;
        }
    }

    /// @param folder the folder of all origins
    /// @param root the root that certified the journals' keys
    /// @param database to compare rows with files; without it only files are checked
    public WorldCheck(Path folder, X509Certificate root, Optional<Database> database) {
        this(folder, root, database, Optional.empty());
    }

    /// @param keys to look for the key of each entry as well
    public WorldCheck(
            Path folder,
            X509Certificate root,
            Optional<Database> database,
            Optional<DataKeys> keys) {
        this(folder, root, database, keys, false);
    }

    private WorldCheck(
            Path folder,
            X509Certificate root,
            Optional<Database> database,
            Optional<DataKeys> keys,
            boolean copy) {
        this.copy = copy;
        this.keys = keys;
        this.folder = folder;
        this.root = root;
        this.database = database;
    }

    /// Checks the files of a copy, such as a mirror's. It may be older than an erasure at the
    /// office, so what was attested as erased may still be there; the start of an office upon it
    /// erases it.
    public static WorldCheck ofCopy(Path folder, X509Certificate root) {
        return new WorldCheck(folder, root, Optional.empty(), Optional.empty(), true);
    }

    /// Checks everything once.
    public Report run() {
        Map<String, Long> entries = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        ErasureCheck erasures = new ErasureCheck(keys, faults, copy);
        for (String kind : Folders.kinds(folder)) {
            Folders.of(folder, kind)
                    .finished()
                    .forEach((number, path) -> erasures.read(kind + "-" + number, path));
        }
        for (String kind : Folders.kinds(folder)) {
            boolean chained = kind.equals("central");
            StateClaims states = new StateClaims(faults);
            SeriesCheck series = new SeriesCheck(root, chained, states, erasures, faults);
            Folders found = Folders.of(folder, kind);
            if (chained) {
                found.finished()
                        .forEach((number, path) -> states.collect(kind + "-" + number, path));
            }
            found.finished()
                    .forEach((number, path) ->
                            series.check(number, kind + "-" + number, path)
                                    .ifPresent(size -> entries.put(kind + "-" + number, size)));
            states.finish();
            if (chained) {
                database.ifPresent(
                        there -> new RowCheck(there, faults, erasures).run(series.leaves()));
            }
        }
        return new Report(entries, faults);
    }
}
