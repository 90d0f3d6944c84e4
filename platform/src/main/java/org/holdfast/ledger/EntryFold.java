// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.holdfast.journal.JournalFault;
import org.holdfast.keys.KeysFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Folds entries of some types from the node journals of all sites as they are seen; needs no
/// database. Whatever one entry is, the others are read: one whose key has not come, or that a disk
/// does not give, is read again at the next look; one that nobody can understand is said and left.
/// What was erased is nothing. Not for several threads at once.
public final class EntryFold {
    private static final Logger LOG = LoggerFactory.getLogger(EntryFold.class);

    private final Map<String, Taking> takings;
    private final Map<String, EntryReader> readers = new LinkedHashMap<>();
    private final Map<String, List<StoredEntry>> unread = new HashMap<>();

    /// Nothing is read until the first look.
    ///
    /// @param takings what becomes of each type's entries, in the order in which types are read
    public EntryFold(NodeJournal journal, Map<String, Taking> takings) {
        this.takings = new LinkedHashMap<>(takings);
        this.takings.keySet().forEach(type -> readers.put(type, journal.reader(type)));
    }

    /// Takes an entry into what is known.
    @FunctionalInterface
    public interface Taking {
        /// Reads and takes one.
        ///
        /// @return false when the entry needs something that has not come, and is to be given again
        /// @throws IllegalArgumentException when the entry is nothing that can be understood
        boolean take(StoredEntry entry) throws GeneralSecurityException;
    }

    /// What a look has found.
    ///
    /// @param taken how many entries were taken in
    /// @param complete types of which everything that is there was read
    public record Look(long taken, List<String> complete) {}

    /// Reads what has come since the last look.
    public Look look() {
        long taken = 0;
        List<String> complete = new ArrayList<>();
        for (Map.Entry<String, EntryReader> one : readers.entrySet()) {
            String type = one.getKey();
            List<StoredEntry> open = new ArrayList<>(unread.getOrDefault(type, List.of()));
            boolean all = true;
            try {
                open.addAll(one.getValue().next());
            } catch (RuntimeException fault) {
                LOG.warn("{} entries are read again later: {}", type, fault.toString());
                all = false;
            }
            List<StoredEntry> later = new ArrayList<>();
            for (StoredEntry entry : open) {
                switch (take(one.getKey(), entry)) {
                    case TAKEN -> taken++;
                    case LATER -> later.add(entry);
                    case LEFT -> {}
                }
            }
            unread.put(type, later);
            if (all && later.isEmpty()) {
                complete.add(type);
            }
        }
        return new Look(taken, List.copyOf(complete));
    }

    private enum Outcome {
        TAKEN,
        LATER,
        LEFT
    }

    private Taking taking(String type) {
        return Objects.requireNonNull(takings.get(type));
    }

    private Outcome take(String type, StoredEntry entry) {
        if (entry.erasedBy().isPresent()) {
            return Outcome.LEFT;
        }
        try {
            return taking(type).take(entry) ? Outcome.TAKEN : Outcome.LATER;
        } catch (LedgerFault fault) {
            // Erased; else its key is on its way.
            return fault.code() == LedgerFault.Code.ERASED ? Outcome.LEFT : Outcome.LATER;
        } catch (JournalFault disk) {
            LOG.warn("a {} entry is read again later: {}", type, disk.getMessage());
            return Outcome.LATER;
        } catch (KeysFault fault) {
            LOG.warn("a {} entry cannot be opened: {}", type, fault.getMessage());
            return fault.code() == KeysFault.Code.ALTERED ? Outcome.LEFT : Outcome.LATER;
        } catch (GeneralSecurityException | RuntimeException foreign) {
            LOG.error("a {} entry cannot be understood: {}", type, foreign.toString());
            return Outcome.LEFT;
        }
    }
}
