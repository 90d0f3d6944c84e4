// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Frontier;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalEntry;
import org.holdfast.journal.TreeSize;

/// The question of every start, before anything is signed: is all that was agreed upon on this
/// disk? An office whose disk was put back to an older state answers no, and must not sign.
final class StartHeads {
    private StartHeads() {}

    /// Refuses unless every entry under the agreed head is here, byte for byte.
    ///
    /// A start or a round that died between moving the head and publishing it leaves a head whose
    /// entries are here without a checkpoint; they are carried into the next origin.
    static void requireHere(Series series, Head agreed) {
        Optional<Chapter> chapter =
                series.chapters().stream()
                        .filter(one -> one.origin().equals(agreed.origin()))
                        .findFirst();
        if (chapter.isPresent()) {
            requireHere(series, chapter.get().directory(), agreed);
            return;
        }
        for (Path folder : series.folders().unfinished().values()) {
            try (JournalDirectory directory = JournalDirectory.openForReading(folder)) {
                if (directory.origin().equals(agreed.origin())) {
                    requireHere(series, directory, agreed);
                    return;
                }
            }
        }
        throw older(
                series,
                agreed.journal(),
                "the agreed head is %s, and there is no such journal here"
                        .formatted(HeadGate.words(agreed)));
    }

    private static void requireHere(Series series, JournalDirectory directory, Head agreed) {
        long durable = directory.durableSize().value();
        if (durable < agreed.size()) {
            throw older(
                    series,
                    agreed.journal(),
                    "the agreed head is %s, of which entries from index %d on are not here"
                            .formatted(HeadGate.words(agreed), durable));
        }
        if (!root(directory, agreed.size()).equals(agreed.root())) {
            throw new LedgerFault(
                    LedgerFault.Code.REFUSED_START,
                    "the entries of %s here are others than those agreed upon: two pasts under one"
                                    .formatted(HeadGate.words(agreed))
                            + " name. Nothing was signed. Find out which copy is the true one"
                            + " (journal reconcile), and begin from that one");
        }
    }

    private static Hash root(JournalDirectory directory, long size) {
        if (size <= directory.signedSize().value()) {
            return directory.root(new TreeSize(size));
        }
        Frontier tree = new Frontier();
        try (Stream<JournalEntry> entries = directory.scan(new EntryIndex(0))) {
            entries.limit(size).forEach(entry -> tree.append(entry.leafHash()));
        }
        return tree.root();
    }

    /// This disk is older than what somebody else knows to be published.
    static LedgerFault older(Series series, String journal, String why) {
        return new LedgerFault(
                LedgerFault.Code.REFUSED_START,
                "%s was put back to an older state: %s. Nothing was signed or changed. Bring back what"
                                .formatted(journal, why)
                        + " is missing from the folder of a mirror: journal recover --data %s --from"
                                .formatted(series.dataFolder())
                        + " and that folder");
    }
}
