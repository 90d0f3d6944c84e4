// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.journal.JournalRefusal.Reason;

/// The rules of `add-checkpoint`, which a witness and a mirror share; C2SP tlog-witness and
/// tlog-mirror. Thread-safe.
final class CheckpointRules {
    private final Map<String, List<NoteVerifier>> logs = new LinkedHashMap<>();
    private final WitnessStore store;

    CheckpointRules(List<NoteVerifier> logs, WitnessStore store) {
        for (NoteVerifier log : logs) {
            this.logs.computeIfAbsent(log.name(), _ -> new ArrayList<>()).add(log);
        }
        this.store = store;
    }

    /// Refuses a cosigner with the name or the key of a journal.
    void requireOwnKey(CosignatureVerifier cosigner) {
        for (List<NoteVerifier> keys : logs.values()) {
            for (NoteVerifier log : keys) {
                requireApart(cosigner.key(), log.key());
            }
        }
    }

    static void requireApart(Vkey one, Vkey other) {
        if (one.name().equals(other.name()) || one.sharesKeyWith(other)) {
            throw new JournalRefusal(
                    Reason.KEY_SHARED,
                    "%s and %s have one name or one key".formatted(one.name(), other.name()));
        }
    }

    /// The origin whose SHA-256 in hexadecimal this is.
    Optional<String> origin(String hash) {
        return logs.keySet().stream()
                .filter(origin -> FileWitnessStore.name(origin).equals(hash))
                .findFirst();
    }

    /// Decides in the order of the specification, keeps the checkpoint with the lines that the
    /// function makes, and answers with these lines.
    Answer advance(byte[] body, Function<SignedNote, List<NoteSignature>> signing) {
        AddCheckpoint request;
        Checkpoint next;
        try {
            request = AddCheckpoint.parse(body);
            next = Checkpoint.parse(request.note().text());
        } catch (JournalRefusal e) {
            return new Answer.Malformed("not an add-checkpoint request: " + e.reason());
        }
        // "If the checkpoint origin is unknown": 404.
        List<NoteVerifier> trusted = logs.get(next.origin());
        if (trusted == null) {
            return new Answer.Unknown();
        }
        // "If none of the signatures verify against a trusted public key": 403.
        SignedNote note;
        try {
            note = trustedLines(request.note(), trusted);
        } catch (JournalRefusal e) {
            return new Answer.Forbidden("not signed by a trusted key: " + e.reason());
        }
        // "The old size MUST be equal to or lower than the checkpoint size": 400.
        if (request.oldSize().compareTo(next.size()) > 0) {
            return new Answer.Malformed("the old size is above the checkpoint's size");
        }
        return extend(request, next, note, signing);
    }

    private Answer extend(
            AddCheckpoint request,
            Checkpoint next,
            SignedNote note,
            Function<SignedNote, List<NoteSignature>> signing) {
        // "check that the old size matches the size of the latest checkpoint": 409.
        Optional<Checkpoint> latest =
                store.latest(next.origin()).map(kept -> Checkpoint.parse(kept.text()));
        TreeSize size = latest.map(Checkpoint::size).orElse(TreeSize.EMPTY);
        if (!request.oldSize().equals(size)) {
            return new Answer.OtherSize(size);
        }
        // The proof verifies, is empty from size 0 on, and equal sizes have equal roots: 422.
        Hash root = latest.map(Checkpoint::root).orElse(MerkleTree.emptyRoot());
        try {
            new ConsistencyProof(size, next.size(), request.proof()).verify(root, next.root());
        } catch (JournalRefusal e) {
            return new Answer.Unproven("not consistent with size " + size + ": " + e.reason());
        }
        // Another request may have come first: then its size is in the way, and no line leaves.
        List<NoteSignature> lines = signing.apply(note);
        return switch (store.keep(size, note.with(lines))) {
            case WitnessStore.Kept.Durable _ -> new Answer.Cosigned(lines);
            case WitnessStore.Kept.Conflict conflict -> new Answer.OtherSize(conflict.latest());
        };
    }

    /// The note with the lines of trusted keys only, all of which verify.
    private static SignedNote trustedLines(SignedNote note, List<NoteVerifier> trusted) {
        List<NoteSignature> lines = new ArrayList<>();
        for (NoteVerifier log : trusted) {
            if (log.key().isClaimedBy(note)) {
                log.checkpoint(note);
                note.signatures().stream().filter(log.key()::isClaimedBy).forEach(lines::add);
            }
        }
        if (lines.isEmpty()) {
            throw new JournalRefusal(Reason.SIGNATURE_MISSING, "no signature by a trusted key");
        }
        return new SignedNote(note.text(), lines);
    }
}
