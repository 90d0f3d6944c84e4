// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.journal.Hash;
import org.holdfast.journal.Stored;

/// An act of erasure as a mirror reads it (docs/formats.md, "Erasures"): its payload is public.
///
/// @param leaf names the act
/// @param keys ids of data keys, hexadecimal: every entry with one of them is erased
/// @param entries leaf hashes of entries that are erased although their key lives
record ErasureAct(Hash leaf, Set<String> keys, Set<Hash> entries) {
    /// The type of such entries.
    static final String TYPE = "erasure";

    private static final int SALT = 32;

    ErasureAct {
        keys = Set.copyOf(keys);
        entries = Set.copyOf(entries);
    }

    /// Reads a record that is whole; throws `IllegalArgumentException` on any other form.
    static ErasureAct of(Stored record) {
        byte[] payload = record.blobs().getFirst();
        String json =
                new String(
                        payload,
                        Math.min(SALT, payload.length),
                        Math.max(0, payload.length - SALT),
                        StandardCharsets.UTF_8);
        Set<Hash> entries = new HashSet<>();
        list(json, "entries", 64).forEach(leaf -> entries.add(Hash.ofHex(leaf)));
        return new ErasureAct(record.leafHash(), new HashSet<>(list(json, "keys", 32)), entries);
    }

    /// A list of hexadecimal texts. In canonical JSON the name with its quotes stands nowhere
    /// inside a text: there each quote has a backslash before it.
    private static List<String> list(String json, String name, int digits) {
        String head = "\"" + name + "\":[";
        int from = json.indexOf(head);
        int to = json.indexOf(']', Math.max(0, from));
        if (from < 0 || to < 0) {
            throw new IllegalArgumentException("an act of erasure without " + name);
        }
        String inside = json.substring(from + head.length(), to);
        if (inside.isEmpty()) {
            return List.of();
        }
        List<String> found = List.of(inside.split(",", -1));
        for (String one : found) {
            if (!one.matches("\"[0-9a-f]{" + digits + "}\"")) {
                throw new IllegalArgumentException("an act of erasure with other " + name);
            }
        }
        return found.stream().map(one -> one.substring(1, one.length() - 1)).toList();
    }
}
