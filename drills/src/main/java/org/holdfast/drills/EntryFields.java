// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.journal.Hash;
import org.holdfast.verifier.Erasures;
import org.jspecify.annotations.Nullable;

/// The fields of an entry that an auditor needs, read as docs/formats.md says and no more
/// leniently: a map with the keys 1 to 12 in rising order, each of its type and length.
final class EntryFields {
    private static final Pattern TYPE = Pattern.compile("[a-z]{1,20}");
    private static final int HANDLE = 16;
    private static final int MOST_ATTACHMENTS = 200;
    private static final int MUST = 0b0110_0111_1110;
    private static final int LAST = 12;

    private String type = "";
    private long time;
    private String office = "";
    private byte[] entity = {};
    private long version;
    private @Nullable Hash previous;
    private Optional<String> key = Optional.empty();
    private Optional<Hash> payload = Optional.empty();
    private Optional<Hash> commitment = Optional.empty();
    private List<Hash> attachments = List.of();
    private byte[] operation = {};

    private EntryFields() {}

    /// Reads one entry; what is not one is an [IllegalArgumentException].
    static EntryFields read(byte[] entry) {
        EntryFields fields = new EntryFields();
        CborItems items = new CborItems(entry);
        int count = items.count(CborItems.MAP);
        int seen = 0;
        long last = 0;
        for (int i = 0; i < count; i++) {
            long key = items.unsigned();
            if (key <= last || key > LAST) {
                throw new IllegalArgumentException("field " + key + " after field " + last);
            }
            last = key;
            seen |= 1 << key;
            fields.take((int) key, items);
        }
        if (!items.done() || (seen & MUST) != MUST) {
            throw new IllegalArgumentException("a field is missing, or bytes follow");
        }
        return fields;
    }

    private void take(int key, CborItems items) {
        switch (key) {
            case 1 -> require(items.unsigned() == 1, "schema");
            case 2 -> type = type(items.text());
            case 3 -> time = time(items.unsigned());
            case 4 -> office = office(items.text());
            case 5 -> entity = items.bytes(HANDLE);
            case 6 -> version = items.unsigned();
            case 7 -> previous = hash(items);
            case 8 -> this.key = Optional.of(Erasures.hex(items.bytes(HANDLE)));
            case 9 -> payload = Optional.of(hash(items));
            case 10 -> commitment = Optional.of(hash(items));
            case 11 -> attachments = hashes(items);
            default -> operation = items.bytes(HANDLE);
        }
    }

    private static String type(String type) {
        require(TYPE.matcher(type).matches(), "type");
        return type;
    }

    private static long time(long seconds) {
        require(seconds >= 0, "time");
        return seconds;
    }

    private static String office(String office) {
        require(!office.isEmpty(), "office");
        return office;
    }

    private static Hash hash(CborItems items) {
        return Hash.of(items.bytes(Hash.LENGTH));
    }

    private static List<Hash> hashes(CborItems items) {
        int count = items.count(CborItems.ARRAY);
        require(count > 0 && count <= MOST_ATTACHMENTS, "attachments");
        List<Hash> hashes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hashes.add(hash(items));
        }
        return hashes;
    }

    private static void require(boolean held, String field) {
        if (!held) {
            throw new IllegalArgumentException(field);
        }
    }

    String type() {
        return type;
    }

    /// When what it records was decided, in seconds since 1970.
    long time() {
        return time;
    }

    /// The code of the office, as `kr-11110`.
    String office() {
        return office;
    }

    /// Keyed hash of what the entry is about; not to be changed.
    byte[] entity() {
        return entity;
    }

    long version() {
        return version;
    }

    Optional<Hash> previous() {
        return Optional.ofNullable(previous);
    }

    /// The data key of the payload, hexadecimal; empty when everybody may read it.
    Optional<String> key() {
        return key;
    }

    /// SHA-256 of the payload as stored.
    Hash payload() {
        return payload.orElseThrow();
    }

    /// SHA-256 of salt and content.
    Hash commitment() {
        return commitment.orElseThrow();
    }

    List<Hash> attachments() {
        return attachments;
    }

    /// Keyed hash of the operation's id, not to be changed; empty when the entry has none.
    byte[] operation() {
        return operation;
    }
}
