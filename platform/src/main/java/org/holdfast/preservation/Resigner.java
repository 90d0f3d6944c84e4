// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.cases.Papers;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalFault;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.Handles;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.SealKey;
import org.holdfast.keys.SealKeyId;
import org.holdfast.keys.Seals;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;

/// Signs one paper again: appends a revision with a signature by the office's key of now. The entry
/// holds what was appended and no more. Thread-safe for different papers.
///
/// A crash before the entry: the paper waits as before. Behind it: it is found by the paper's
/// operation, and nothing is done twice. The append writes entry and blob with one force, so there
/// is no entry without its blob.
final class Resigner {
    private final NodeJournal journal;
    private final RenewalWriter writer;
    private final Signings signings;
    private final Handles handles;
    private final Seals seals;
    private final DataKeys dataKeys;
    private final Appending appending;
    private final InstantSource clock;
    private final String site;

    Resigner(
            Preservation.Below below,
            RenewalWriter writer,
            Signings signings,
            Appending appending,
            InstantSource clock) {
        this.journal = below.ledger().node();
        this.writer = writer;
        this.signings = signings;
        this.handles = below.keys().handles();
        this.seals = below.keys().seals();
        this.dataKeys = below.keys().dataKeys();
        this.appending = appending;
        this.clock = clock;
        this.site = below.site();
    }

    /// Writes the revision that is appended to a paper.
    @FunctionalInterface
    interface Appending {
        /// What belongs behind the file.
        ///
        /// @throws IllegalArgumentException when the file is not one that is written here
        byte[] signed(byte[] file, SealKey key, Instant at);
    }

    /// What became of a paper.
    sealed interface Outcome {
        record Done(String service) implements Outcome {}

        /// It stands by a good key already.
        record Good() implements Outcome {}

        record Erased() implements Outcome {}

        record Unreadable(String reason) implements Outcome {}
    }

    /// Signs a paper again when the key by which it stands is renewed.
    ///
    /// @param weak keys of this site, and the renewal of each
    /// @throws LedgerFault with `STOPPED` when the journal takes nothing
    Outcome resign(Hash leaf, Map<SealKeyId, String> weak) {
        Optional<StoredEntry> found = journal.byLeaf(leaf);
        if (found.isEmpty()) {
            return new Outcome.Unreadable("missing");
        }
        if (found.get().erasedBy().isPresent()) {
            return new Outcome.Erased();
        }
        try {
            return resign(found.get(), weak);
        } catch (LedgerFault fault) {
            return switch (fault.code()) {
                case ERASED -> new Outcome.Erased();
                case STOPPED, BUSY -> throw fault;
                case KEY_MISSING -> new Outcome.Unreadable("key");
                case REFUSED_START, CORRUPT, BROKEN_CHAIN -> new Outcome.Unreadable("corrupt");
            };
        } catch (JournalFault disk) {
            return new Outcome.Unreadable("disk");
        } catch (KeysFault fault) {
            return new Outcome.Unreadable("key");
        } catch (IllegalArgumentException unlike) {
            return new Outcome.Unreadable("form");
        }
    }

    private Outcome resign(StoredEntry entry, Map<SealKeyId, String> weak) {
        Papers.Sealed paper = Papers.Sealed.read(entry);
        List<Signings.One> before = signings.of(entry.leafHash());
        String renewal = weak.get(Signings.key(paper, before));
        if (renewal == null) {
            return new Outcome.Good();
        }
        if (before.size() >= Papers.MOST_ROUNDS) {
            return new Outcome.Unreadable("rounds");
        }
        Optional<KeyId> id = entry.leaf().key();
        Optional<DataKey> key = id.flatMap(dataKeys::find);
        if (key.isEmpty()) {
            return id.flatMap(dataKeys::erasure).isPresent()
                    ? new Outcome.Erased()
                    : new Outcome.Unreadable("key");
        }
        byte[] file = file(entry, paper, before);
        SealKey seal = seals.of(paper.office());
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        byte[] more = appending.signed(file, seal, now);
        int round = before.size() + 1;
        RenewalEntries.Again said =
                new RenewalEntries.Again(
                        renewal,
                        site,
                        entry.leafHash(),
                        round,
                        paper.service(),
                        seal.id(),
                        sha256(file, more),
                        now);
        var _ =
                writer.again(
                        paper.office(),
                        key.get(),
                        said,
                        Papers.Sealed.resigning(handles, entry.leafHash(), round),
                        more);
        return new Outcome.Done(paper.service());
    }

    /// A paper's file with everything that was appended to it.
    ///
    /// @throws IllegalArgumentException when it is not the file that its entries say
    static byte[] file(StoredEntry entry, Papers.Sealed paper, List<Signings.One> signings) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(entry.attachment(0));
        String expected = paper.sha256();
        for (Signings.One one : signings) {
            whole.writeBytes(one.entry().attachment(0));
            expected = one.said().sha256();
        }
        byte[] file = whole.toByteArray();
        if (!sha256(file).equals(expected)) {
            throw new IllegalArgumentException("not the file that its entry says");
        }
        return file;
    }

    private static String sha256(byte[]... parts) {
        MessageDigest digest = HashTree.sha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
