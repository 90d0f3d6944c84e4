// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import tools.jackson.databind.node.ObjectNode;

/// Closes drafts into envelopes and opens stored payloads again. Content is 32 random salt bytes
/// and then canonical JSON; the leaf commits to it and to the blob as stored. Thread-safe.
final class Envelopes {
    /// Bytes before the JSON in content.
    static final int SALT = 32;

    private final SecureRandom random;
    private final InstantSource clock;

    Envelopes(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    Envelope close(EntryDraft draft, List<byte[]> attachments) {
        byte[] content = salted(draft.content());
        List<byte[]> blobs = new ArrayList<>(1 + attachments.size());
        blobs.add(sealed(draft.key(), content));
        attachments.forEach(attachment -> blobs.add(sealed(draft.key(), attachment)));
        Leaf leaf =
                new Leaf(
                        draft.type(),
                        clock.instant().getEpochSecond(),
                        draft.office().value(),
                        draft.entity(),
                        draft.entityVersion(),
                        draft.previous(),
                        draft.key().map(DataKey::id),
                        sha256(blobs.getFirst()),
                        sha256(content),
                        blobs.subList(1, blobs.size()).stream().map(Envelopes::sha256).toList(),
                        draft.operation());
        return Envelope.of(leaf, blobs);
    }

    /// Entry 0 of an origin: public, with the journal's certificate as its attachment.
    Envelope opening(
            Handle journal, int number, Optional<Hash> previous, ObjectNode facts, byte[] der) {
        byte[] content = salted(facts);
        Leaf leaf = open(Leaf.OPENING, journal, number, previous, content, List.of(sha256(der)));
        return Envelope.of(leaf, List.of(content, der));
    }

    /// What the registers are: public, since it says nothing about anybody.
    Envelope state(Handle entity, long version, Optional<Hash> previous, ObjectNode facts) {
        byte[] content = salted(facts);
        return Envelope.of(
                open(Leaf.STATE, entity, version, previous, content, List.of()), List.of(content));
    }

    private Leaf open(
            String type,
            Handle entity,
            long version,
            Optional<Hash> previous,
            byte[] content,
            List<Hash> attachments) {
        return new Leaf(
                type,
                clock.instant().getEpochSecond(),
                "site",
                entity,
                version,
                previous,
                Optional.empty(),
                sha256(content),
                sha256(content),
                attachments,
                Optional.empty());
    }

    private byte[] salted(ObjectNode facts) {
        byte[] json = CanonicalJson.bytes(facts);
        byte[] content = new byte[SALT + json.length];
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        System.arraycopy(salt, 0, content, 0, SALT);
        System.arraycopy(json, 0, content, SALT, json.length);
        return content;
    }

    private byte[] sealed(Optional<DataKey> key, byte[] plain) {
        return key.isPresent() ? key.get().encrypt(plain, random) : plain;
    }

    /// The facts in decrypted content, once it is what the leaf commits to.
    static ObjectNode facts(Leaf leaf, byte[] content) {
        requireSame(leaf.commitment(), sha256(content), "content");
        return CanonicalJson.parse(Arrays.copyOfRange(content, SALT, content.length));
    }

    static void requireSame(Hash expected, Hash found, String what) {
        if (!expected.equals(found)) {
            throw new LedgerFault(
                    LedgerFault.Code.CORRUPT,
                    what + " has the hash " + found + ", the entry says " + expected);
        }
    }

    static Hash sha256(byte[] bytes) {
        try {
            return Hash.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException("every Java platform has SHA-256", bug);
        }
    }
}
