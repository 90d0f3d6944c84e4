// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.InputStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.JournalRefusal.Reason;

/// Keeps copies of journals and says so by cosignatures; C2SP tlog-mirror. The rules alone: whoever
/// calls this speaks HTTP, unpacks gzip and serves the files of the copies. Thread-safe.
///
/// The mirror's cosignature means that every entry of the checkpoint is on this disk and readable
/// here. It is made after the last of them and the tiles were forced, and leaves when the cosigned
/// checkpoint was forced as well. What `add-checkpoint` takes is only pending: it is kept by a
/// store of the mirror's own and never signed there.
///
/// The copies are written by this class alone, or by a [MirrorCopy] that orders all who write. A
/// store or copy that is put back from an older state is refused where that shows; the mirror then
/// needs a new key.
public final class Mirror {
    private final Cosigner cosigner;
    private final CheckpointRules rules;
    private final Map<String, MirroredLog> logs = new LinkedHashMap<>();

    /// A mirror of journals into copies that are open for writing; the copy's key is the journal's.
    /// Refused when the cosigner shares its name or key with a journal, or with any of the
    /// witnesses that the same operator runs.
    public Mirror(
            List<JournalDirectory> copies,
            Cosigner cosigner,
            List<CosignatureVerifier> witnesses,
            WitnessStore pending,
            InstantSource clock) {
        this(
                copies.stream().map(JournalDirectory::verifier).toList(),
                cosigner,
                witnesses,
                pending);
        Tickets tickets = new Tickets(new SecureRandom());
        for (JournalDirectory copy : copies) {
            add(
                    new EntriesOnly(copy, pending, note -> cosigner.cosign(note, clock.instant())),
                    pending,
                    tickets);
        }
    }

    private Mirror(
            List<NoteVerifier> journals,
            Cosigner cosigner,
            List<CosignatureVerifier> witnesses,
            WitnessStore pending) {
        this.cosigner = cosigner;
        this.rules = new CheckpointRules(journals, pending);
        rules.requireOwnKey(cosigner.verifier());
        for (CosignatureVerifier witness : witnesses) {
            CheckpointRules.requireApart(cosigner.verifier().key(), witness.key());
        }
    }

    /// A mirror of one journal into a copy that others may write too, one at a time: the copy says
    /// how entries are kept and cosigned. The pending checkpoint must never be below the copy's.
    public static Mirror over(
            MirrorCopy copy,
            Cosigner cosigner,
            List<CosignatureVerifier> witnesses,
            WitnessStore pending) {
        Mirror mirror =
                new Mirror(List.of(copy.directory().verifier()), cosigner, witnesses, pending);
        mirror.add(copy, pending, new Tickets(new SecureRandom()));
        return mirror;
    }

    private void add(MirrorCopy copy, WitnessStore pending, Tickets tickets) {
        MirroredLog log = new MirroredLog(copy, pending, tickets);
        if (logs.put(copy.directory().origin(), log) != null) {
            throw new JournalRefusal(Reason.ORIGIN_DIFFERS, "two copies of one journal");
        }
    }

    /// The verifier of what this mirror signs.
    public CosignatureVerifier verifier() {
        return cosigner.verifier();
    }

    /// `POST <submission prefix>/add-checkpoint`: judged as by a witness; moves the pending
    /// checkpoint, and is answered with an empty body.
    public Answer addCheckpoint(byte[] body) {
        return rules.advance(body, _ -> List.of());
    }

    /// `POST <submission prefix>/add-entries`: reads the body as far as it is proved, up to
    /// [AddEntries#MAX_PACKAGES] packages. A body that ends early, also by a failing connection,
    /// keeps the packages that came whole.
    public Answer addEntries(InputStream body) {
        AddEntries request;
        try {
            request = AddEntries.begin(body);
        } catch (JournalRefusal e) {
            return new Answer.Malformed("not an add-entries request: " + e.reason());
        }
        MirroredLog log = logs.get(request.origin());
        return log == null ? new Answer.Unknown() : log.add(request);
    }

    /// `GET <monitoring prefix>/<origin hash>/checkpoint`: the mirror checkpoint with this mirror's
    /// cosignature; unknown until there is one.
    public Answer checkpoint(String originHash) {
        Optional<SignedNote> note =
                copy(originHash)
                        .flatMap(JournalDirectory::checkpoint)
                        .filter(verifier().key()::isClaimedBy);
        return note.isPresent() ? new Answer.Published(note.get()) : new Answer.Unknown();
    }

    /// The copy whose files are to be served under an origin hash: the SHA-256 of the origin in
    /// lower-case hexadecimal.
    public Optional<JournalDirectory> copy(String originHash) {
        return rules.origin(originHash)
                .flatMap(origin -> Optional.ofNullable(logs.get(origin)))
                .map(MirroredLog::copy);
    }
}
