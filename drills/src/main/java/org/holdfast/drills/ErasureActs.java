// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.JournalVerifier;
import org.holdfast.journal.Stored;
import org.holdfast.verifier.Erasures;

/// Tells what an act of erasure took away from what is merely gone (docs/formats.md, "Erasures"):
/// an entry whose blobs are zero bytes is right only when a signed `erasure` entry of the central
/// journal names its data key or its leaf hash. Acts come behind what they erase, so this is
/// settled at the end. For one use by one thread.
final class ErasureActs {
    private static final String WRITTEN_IN = Erasures.JOURNAL + "-";
    private static final int WRAPPED_KEY = 40;

    private final Erasures erasures = new Erasures();
    private final Map<String, List<Gone>> gone = new HashMap<>();

    private record Gone(long index, Hash leaf, Optional<String> key) {}

    private record Act(long index, Erasures.Act names) {}

    /// What reads the records of one journal.
    final class Reading implements JournalVerifier.Records {
        private final String journal;
        private final List<Act> acts = new ArrayList<>();

        private Reading(String journal) {
            this.journal = journal;
        }

        /// Each blob must be what its entry commits to, unless all are zero. Behind them a mirror
        /// keeps the wrapped data key.
        @Override
        public void record(Stored record) {
            EntryFields fields;
            try {
                fields = EntryFields.read(record.entry());
            } catch (IllegalArgumentException _) {
                return; // told already, where entries are read
            }
            List<byte[]> blobs = own(record, fields);
            if (isZero(blobs)) {
                gone.computeIfAbsent(journal, _ -> new ArrayList<>())
                        .add(new Gone(record.index().value(), record.leafHash(), fields.key()));
                return;
            }
            List<Hash> expected = new ArrayList<>();
            expected.add(fields.payload());
            expected.addAll(fields.attachments());
            if (!blobs.stream().map(Sha256::of).toList().equals(expected)) {
                throw new JournalRefusal(
                        JournalRefusal.Reason.ENTRY_DIFFERS,
                        "the blobs of entry %s are not its own".formatted(record.index()));
            }
            if (fields.type().equals(Erasures.TYPE) && journal.startsWith(WRITTEN_IN)) {
                acts.add(act(record.index().value(), blobs.getFirst()));
            }
        }

        private static List<byte[]> own(Stored record, EntryFields fields) {
            int own = 1 + fields.attachments().size();
            List<byte[]> blobs = record.blobs();
            boolean mirrored =
                    fields.key().isPresent()
                            && blobs.size() == own + 1
                            && (blobs.getLast().length == 0
                                    || blobs.getLast().length == WRAPPED_KEY);
            return mirrored ? blobs.subList(0, own) : blobs;
        }

        /// The journal was verified up to a size: acts below it count.
        void verified(long signed) {
            for (Act act : acts) {
                if (act.index() < signed) {
                    erasures.add(act.names());
                }
            }
        }
    }

    Reading reading(String journal) {
        return new Reading(journal);
    }

    private static boolean isZero(List<byte[]> blobs) {
        return blobs.stream().anyMatch(blob -> blob.length > 0) && Erasures.isZero(blobs);
    }

    private static Act act(long index, byte[] payload) {
        try {
            return new Act(index, Erasures.Act.of(payload));
        } catch (IllegalArgumentException e) {
            throw new JournalRefusal(
                    JournalRefusal.Reason.ENTRY_DIFFERS,
                    "entry %d is an act of erasure that cannot be read".formatted(index),
                    e);
        }
    }

    private boolean named(Gone one) {
        return erasures.name(one.leaf(), one.key());
    }

    /// Whether every entry that is gone is named by an act that was read.
    boolean settled() {
        return gone.values().stream().allMatch(all -> all.stream().allMatch(this::named));
    }

    /// Tells of each entry of these journals that is gone and that no act names.
    void settle(Predicate<String> journals, Consumer<String> told) {
        Map<String, List<Gone>> asked = new TreeMap<>(gone);
        asked.keySet().removeIf(journals.negate());
        asked.forEach((journal, all) -> {
            Findings findings = new Findings(journal, told);
            all.stream()
                    .filter(one -> !named(one))
                    .forEach(one ->
                            findings.entry(
                                    one.index(),
                                    "its blobs are zero bytes, and no act of erasure names"
                                            + " it"));
            findings.close();
        });
    }
}
