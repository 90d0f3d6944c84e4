// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.CborReader;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;

/// The fields of a [Leaf] as a CBOR map with the keys 1 to 12 in rising order.
final class LeafCodec {
    private static final int SCHEMA = 1;
    private static final int TYPE = 2;
    private static final int TIME = 3;
    private static final int OFFICE = 4;
    private static final int ENTITY = 5;
    private static final int VERSION = 6;
    private static final int PREVIOUS = 7;
    private static final int KEY = 8;
    private static final int PAYLOAD = 9;
    private static final int COMMITMENT = 10;
    private static final int ATTACHMENTS = 11;
    private static final int OPERATION = 12;
    private static final int ALWAYS = 8;

    private LeafCodec() {}

    static byte[] write(Leaf leaf) {
        int fields = ALWAYS;
        fields += leaf.previous().isPresent() ? 1 : 0;
        fields += leaf.key().isPresent() ? 1 : 0;
        fields += leaf.attachments().isEmpty() ? 0 : 1;
        fields += leaf.operation().isPresent() ? 1 : 0;
        CborWriter out = new CborWriter().map(fields);
        out.unsigned(SCHEMA).unsigned(Leaf.SCHEMA);
        out.unsigned(TYPE).text(leaf.type());
        out.unsigned(TIME).unsigned(leaf.time());
        out.unsigned(OFFICE).text(leaf.office());
        out.unsigned(ENTITY).bytes(leaf.entity().bytes());
        out.unsigned(VERSION).unsigned(leaf.entityVersion());
        leaf.previous().ifPresent(hash -> out.unsigned(PREVIOUS).bytes(hash.bytes()));
        leaf.key().ifPresent(key -> out.unsigned(KEY).bytes(key.bytes()));
        out.unsigned(PAYLOAD).bytes(leaf.payload().bytes());
        out.unsigned(COMMITMENT).bytes(leaf.commitment().bytes());
        if (!leaf.attachments().isEmpty()) {
            out.unsigned(ATTACHMENTS).array(leaf.attachments().size());
            leaf.attachments().forEach(hash -> out.bytes(hash.bytes()));
        }
        leaf.operation().ifPresent(handle -> out.unsigned(OPERATION).bytes(handle.bytes()));
        return out.toByteArray();
    }

    static Leaf read(byte[] bytes) {
        Cursor in = new Cursor(new CborReader(bytes));
        in.require(SCHEMA);
        long schema = in.reader.unsigned();
        if (!Upcasters.schemas().contains((int) schema)) {
            throw new IllegalArgumentException(
                    "leaf schema: expected one of " + Upcasters.schemas() + ", found " + schema);
        }
        in.require(TYPE);
        String type = new String(in.reader.text(), StandardCharsets.US_ASCII);
        in.require(TIME);
        long time = in.reader.unsigned();
        in.require(OFFICE);
        String office = new String(in.reader.text(), StandardCharsets.UTF_8);
        in.require(ENTITY);
        Handle entity = Handle.of(in.reader.bytes());
        in.require(VERSION);
        long version = in.reader.unsigned();
        Optional<Hash> previous = in.next(PREVIOUS) ? Optional.of(in.hash()) : Optional.empty();
        Optional<KeyId> key =
                in.next(KEY) ? Optional.of(KeyId.of(in.reader.bytes())) : Optional.empty();
        in.require(PAYLOAD);
        Hash payload = in.hash();
        in.require(COMMITMENT);
        Hash commitment = in.hash();
        List<Hash> attachments = in.next(ATTACHMENTS) ? in.hashes() : List.of();
        Optional<Handle> operation =
                in.next(OPERATION) ? Optional.of(Handle.of(in.reader.bytes())) : Optional.empty();
        in.end();
        return new Leaf(
                type,
                time,
                office,
                entity,
                version,
                previous,
                key,
                payload,
                commitment,
                attachments,
                operation);
    }

    /// Walks the map's keys in rising order; one that is out of place is refused.
    private static final class Cursor {
        private final CborReader reader;
        private final int fields;
        private int seen;
        private long pending = -1;

        Cursor(CborReader reader) {
            this.reader = reader;
            this.fields = reader.map();
        }

        boolean next(int key) {
            if (pending < 0 && seen < fields) {
                pending = reader.unsigned();
                seen++;
            }
            if (pending != key) {
                return false;
            }
            pending = -1;
            return true;
        }

        void require(int key) {
            if (!next(key)) {
                throw new IllegalArgumentException("leaf: expected field " + key);
            }
        }

        Hash hash() {
            byte[] bytes = reader.bytes();
            if (bytes.length != Hash.LENGTH) {
                throw new IllegalArgumentException(
                        "leaf: expected 32 bytes of hash, found " + bytes.length);
            }
            return Hash.of(bytes);
        }

        List<Hash> hashes() {
            int count = reader.array();
            if (count == 0 || count > Leaf.MOST_ATTACHMENTS) {
                throw new IllegalArgumentException("leaf: " + count + " attachments");
            }
            List<Hash> hashes = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                hashes.add(hash());
            }
            return hashes;
        }

        void end() {
            if (pending >= 0 || seen < fields) {
                throw new IllegalArgumentException("leaf: a field that schema 1 does not know");
            }
            reader.end();
        }
    }
}
