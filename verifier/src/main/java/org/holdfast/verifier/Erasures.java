// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalRefusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What acts of erasure name (docs/formats.md, "Erasures"). Their payload is public, so no key is
/// needed; whether an act itself is proved is for the caller, who gives proved ones only. Not
/// thread-safe.
public final class Erasures {
    /// The type of such entries.
    public static final String TYPE = "erasure";

    /// The kind of journal that they stand in; in any other they count for nothing.
    public static final String JOURNAL = "central";

    private static final int SALT_BYTES = 32;
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

    private final Set<Hash> entries = new HashSet<>();
    private final Set<String> keys = new HashSet<>();

    /// Starts without any act.
    public Erasures() {}

    /// What one act names.
    ///
    /// @param entries leaf hashes
    /// @param keys ids of data keys, hexadecimal: every entry with one of them
    public record Act(Set<Hash> entries, Set<String> keys) {
        public Act {
            entries = Set.copyOf(entries);
            keys = Set.copyOf(keys);
        }

        /// Reads the payload of an act, salt and JSON, that is what its entry commits to.
        ///
        /// @throws IllegalArgumentException when it is of any other form
        public static Act of(byte[] payload) {
            try {
                int length = Math.max(0, payload.length - SALT_BYTES);
                JsonNode content =
                        JsonMapper.shared()
                                .readTree(payload, Math.min(SALT_BYTES, payload.length), length);
                Set<Hash> entries = new HashSet<>();
                for (JsonNode leaf : list(content, "entries")) {
                    entries.add(Hash.ofHex(leaf.stringValue()));
                }
                Set<String> keys = new HashSet<>();
                for (JsonNode key : list(content, "keys")) {
                    if (!KEY.matcher(key.stringValue()).matches()) {
                        throw new IllegalArgumentException("not the id of a data key");
                    }
                    keys.add(key.stringValue());
                }
                return new Act(entries, keys);
            } catch (JacksonException | JournalRefusal e) {
                throw new IllegalArgumentException("not the content of an act of erasure", e);
            }
        }

        private static JsonNode list(JsonNode content, String member) {
            JsonNode list = content.required(member);
            if (!list.isArray()) {
                throw new IllegalArgumentException(member + " is not a list");
            }
            return list;
        }
    }

    /// Takes an act that is proved.
    public void add(Act act) {
        entries.addAll(act.entries());
        keys.addAll(act.keys());
    }

    /// Whether an act that was taken names an entry.
    ///
    /// @param key the data key that the entry names, hexadecimal
    public boolean name(Hash leaf, Optional<String> key) {
        return entries.contains(leaf) || key.filter(keys::contains).isPresent();
    }

    /// How acts write the id of a key.
    public static String hex(byte[] key) {
        return HexFormat.of().formatHex(key);
    }

    /// Whether nothing but zero bytes is in these blobs, as erasing leaves them; also when they
    /// hold no bytes at all.
    public static boolean isZero(Iterable<byte[]> blobs) {
        for (byte[] blob : blobs) {
            for (byte b : blob) {
                if (b != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
