// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.cases.Papers;
import org.holdfast.journal.JournalFault;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.SealKeyId;
import org.holdfast.ledger.EntryReader;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;

/// Looks at every paper of this site's own journal once, and puts those that stand by a weak key
/// into the backlog of the renewal of that key. For one thread.
final class Scan {
    private static final int MOST_LISTED = 100;

    private final NodeJournal journal;
    private final Signings signings;
    private final StampedHashes stamped;
    private final EntryReader reader;
    private final Map<SealKeyId, String> weak;
    private final Map<String, Backlog> backlogs = new LinkedHashMap<>();
    private final Deque<StoredEntry> ahead = new ArrayDeque<>();

    /// By leaf hash; looked at again when there is nothing else to do.
    private final Map<StoredEntry, String> unreadable = new LinkedHashMap<>();

    private boolean level;

    /// @param weak keys of this site, and the renewal of each
    /// @param order services, first to last
    Scan(
            NodeJournal journal,
            Signings signings,
            StampedHashes stamped,
            Map<SealKeyId, String> weak,
            List<String> order) {
        this.journal = journal;
        this.signings = signings;
        this.stamped = stamped;
        this.reader = journal.reader(Papers.Sealed.TYPE);
        this.weak = Map.copyOf(weak);
        weak.values().forEach(renewal -> backlogs.put(renewal, new Backlog(order)));
    }

    Map<SealKeyId, String> weak() {
        return weak;
    }

    /// By renewal, the oldest first.
    Map<String, Backlog> backlogs() {
        return backlogs;
    }

    /// Looks at the next papers.
    ///
    /// @return whether all that are there were looked at
    boolean next(int most) {
        if (ahead.isEmpty()) {
            reader.next().stream().filter(this::isOwn).forEach(ahead::add);
        }
        for (int i = 0; i < most && !ahead.isEmpty(); i++) {
            look(ahead.removeFirst());
        }
        level = level || ahead.isEmpty();
        return ahead.isEmpty();
    }

    /// Whether everything that was there at the beginning was looked at.
    boolean isLevel() {
        return level;
    }

    /// What is not under a checkpoint yet is this node's own.
    private boolean isOwn(StoredEntry entry) {
        String journalName = journal.head().journal();
        String own = journalName.substring(0, journalName.lastIndexOf('-'));
        return entry.position().map(place -> place.kind().equals(own)).orElse(true);
    }

    private void look(StoredEntry entry) {
        if (entry.erasedBy().isPresent()) {
            return; // nobody can tell any more which key had sealed it
        }
        try {
            Papers.Sealed paper = Papers.Sealed.read(entry);
            SealKeyId key = Signings.key(paper, signings.of(entry.leafHash()));
            Optional<String> renewal = Optional.ofNullable(weak.get(key));
            renewal.map(backlogs::get)
                    .ifPresent(backlog -> {
                        byte[] sha256 = HexFormat.of().parseHex(paper.sha256());
                        backlog.add(
                                new Backlog.Waiting(paper.service(), entry.leafHash()),
                                sha256,
                                stamped.has(sha256));
                    });
        } catch (LedgerFault fault) {
            if (fault.code() != LedgerFault.Code.ERASED) {
                unreadable.put(
                        entry, fault.code() == LedgerFault.Code.KEY_MISSING ? "key" : "corrupt");
            }
        } catch (JournalFault disk) {
            unreadable.put(entry, "disk");
        } catch (KeysFault fault) {
            unreadable.put(entry, "key");
        } catch (IllegalArgumentException foreign) {
            unreadable.put(entry, "form");
        }
    }

    /// One that could be looked at and not signed.
    void unreadable(StoredEntry entry, String reason) {
        unreadable.put(entry, reason);
    }

    /// Those that could not be read are looked at again.
    void again() {
        ahead.addAll(unreadable.keySet());
        unreadable.clear();
    }

    /// How many could not be read.
    long unreadableCount() {
        return unreadable.size();
    }

    /// The first of them.
    List<RenewalProgress.Unreadable> unreadable() {
        return unreadable.entrySet().stream()
                .limit(MOST_LISTED)
                .map(one ->
                        new RenewalProgress.Unreadable(
                                one.getKey().leafHash().hex(), one.getValue()))
                .toList();
    }
}
