// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One act of erasure, as the central journal holds it: an entry of type `erasure`. Its payload is
/// public and stays for ever, so it names keys, entries and the law, and no person.
///
/// @param leaf names the act for ever
/// @param operation who finds the act again
/// @param office code of the office that ordered it
/// @param at when it was ordered, to the second
public record ErasureAct(Hash leaf, Handle operation, String office, Instant at, Order order) {
    /// The type of such entries.
    public static final String TYPE = "erasure";

    /// Keys of one act; a person has two and a household one.
    private static final int MOST = 1_000;

    /// What is to be erased, and by whose authority.
    ///
    /// @param basis code of the legal basis
    /// @param by opaque name of the officer
    /// @param keys data keys to be destroyed for ever, with every blob under them
    /// @param entries leaf hashes of entries whose blobs are to be zeroed although their key lives
    /// @param backupsUntil the day on which the last backup that may still hold the data ends
    /// @param reason the officer's words, encrypted with a key of their own
    /// @param request keyed name of the request, so that a repeated one is known; absent in acts
    ///   from before it was noted
    public record Order(
            String basis,
            Handle by,
            List<KeyId> keys,
            List<Hash> entries,
            LocalDate backupsUntil,
            Sealed reason,
            Optional<Handle> request) {
        /// An order that no request is noted of.
        public Order(
                String basis,
                Handle by,
                List<KeyId> keys,
                List<Hash> entries,
                LocalDate backupsUntil,
                Sealed reason) {
            this(basis, by, keys, entries, backupsUntil, reason, Optional.empty());
        }

        public Order {
            keys = List.copyOf(keys);
            entries = List.copyOf(entries);
            if (keys.isEmpty() && entries.isEmpty()) {
                throw new IllegalArgumentException("an erasure of nothing");
            }
            if (keys.size() > MOST || entries.size() > MOST) {
                throw new IllegalArgumentException("more than " + MOST + " keys or entries");
            }
        }
    }

    /// Text that only the holder of a data key reads: hexadecimal ciphertext.
    public record Sealed(KeyId key, String hex) {}

    /// The draft that enters an act; the entity of the act is one of its own, so that no chain of a
    /// record is touched.
    public static EntryDraft draft(
            OfficeCode office, Handle entity, Handle operation, Order order) {
        ObjectNode content = CanonicalJson.object();
        content.put("basis", order.basis());
        content.put("by", order.by().hex());
        ArrayNode keys = content.putArray("keys");
        order.keys().forEach(key -> keys.add(key.hex()));
        ArrayNode entries = content.putArray("entries");
        order.entries().forEach(leaf -> entries.add(leaf.hex()));
        content.put("backupsUntil", order.backupsUntil().toString());
        content.putObject("reason")
                .put("key", order.reason().key().hex())
                .put("text", order.reason().hex());
        order.request().ifPresent(request -> content.put("request", request.hex()));
        return new EntryDraft(
                TYPE,
                office,
                entity,
                1,
                Optional.empty(),
                Optional.<DataKey>empty(),
                content,
                Optional.of(operation));
    }

    /// The act that an entry of the central journal is.
    ///
    /// @throws IllegalArgumentException when it is another kind of entry
    public static ErasureAct of(StoredEntry entry) {
        return read(entry.leaf(), entry.leafHash(), entry.open());
    }

    /// Reads what [#draft] made.
    ///
    /// @throws IllegalArgumentException when it is another kind of entry
    static ErasureAct read(Leaf leaf, Hash hash, ObjectNode content) {
        if (!leaf.type().equals(TYPE) || leaf.operation().isEmpty()) {
            throw new IllegalArgumentException("expected an erasure, found a " + leaf.type());
        }
        List<KeyId> keys = new ArrayList<>();
        for (JsonNode key : content.required("keys")) {
            keys.add(KeyId.ofHex(key.stringValue()));
        }
        List<Hash> entries = new ArrayList<>();
        for (JsonNode entry : content.required("entries")) {
            entries.add(Hash.ofHex(entry.stringValue()));
        }
        JsonNode reason = content.required("reason");
        return new ErasureAct(
                hash,
                leaf.operation().get(),
                leaf.office(),
                Instant.ofEpochSecond(leaf.time()),
                new Order(
                        content.required("basis").stringValue(),
                        Handle.ofHex(content.required("by").stringValue()),
                        keys,
                        entries,
                        LocalDate.parse(content.required("backupsUntil").stringValue()),
                        new Sealed(
                                KeyId.ofHex(reason.required("key").stringValue()),
                                reason.required("text").stringValue()),
                        Optional.ofNullable(content.get("request"))
                                .map(request -> Handle.ofHex(request.stringValue()))));
    }

    /// Whether an entry is one that this act erases.
    boolean covers(Leaf entry, Hash hash) {
        return entry.key().filter(order.keys()::contains).isPresent()
                || order.entries().contains(hash);
    }
}
