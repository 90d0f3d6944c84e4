// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.JournalVerifier;
import org.holdfast.journal.Stored;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tells what an act of erasure took away from what is merely gone (docs/formats.md, "Erasures"):
/// an entry whose blobs are zero bytes is right only when a signed `erasure` entry of the central
/// journal names its data key or its leaf hash. Acts come behind what they erase, so this is
/// settled at the end. For one use by one thread.
final class ErasureActs {
    private static final String TYPE = "erasure";
    private static final String WRITTEN_IN = "central-";
    private static final int SALT = 32;
    private static final int WRAPPED_KEY = 40;

    private final Set<Hash> entries = new HashSet<>();
    private final Set<String> keys = new HashSet<>();
    private final Map<String, List<Gone>> gone = new HashMap<>();

    private record Gone(long index, Hash leaf, Optional<String> key) {}

    private record Act(long index, List<Hash> entries, List<String> keys) {}

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
            if (fields.type().equals(TYPE) && journal.startsWith(WRITTEN_IN)) {
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
                    entries.addAll(act.entries());
                    keys.addAll(act.keys());
                }
            }
        }
    }

    Reading reading(String journal) {
        return new Reading(journal);
    }

    private static boolean isZero(List<byte[]> blobs) {
        boolean any = blobs.stream().anyMatch(blob -> blob.length > 0);
        return any && blobs.stream().allMatch(blob -> Arrays.equals(blob, new byte[blob.length]));
    }

    private static Act act(long index, byte[] payload) {
        try {
            JsonNode content =
                    JsonMapper.shared().readTree(payload, SALT, Math.max(0, payload.length - SALT));
            List<Hash> entries = new ArrayList<>();
            content.required("entries")
                    .forEach(leaf -> entries.add(Hash.ofHex(leaf.stringValue())));
            List<String> keys = new ArrayList<>();
            content.required("keys").forEach(key -> keys.add(key.stringValue()));
            return new Act(index, entries, keys);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new JournalRefusal(
                    JournalRefusal.Reason.ENTRY_DIFFERS,
                    "entry %d is an act of erasure that cannot be read".formatted(index),
                    e);
        }
    }

    private boolean named(Gone one) {
        return entries.contains(one.leaf()) || one.key().filter(keys::contains).isPresent();
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

    /// How keys are written in acts.
    static String hex(byte[] key) {
        return HexFormat.of().formatHex(key);
    }
}
