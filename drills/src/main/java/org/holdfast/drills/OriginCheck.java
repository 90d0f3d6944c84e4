// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalEntry;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.JournalReport;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.TreeSize;
import org.holdfast.verifier.JournalKey;

/// Checks one origin: tree, tiles and signature by the certified key, the form of each entry, no
/// operation twice, and the opening entry against the certificate. For one use by one thread.
final class OriginCheck {
    private static final String OPENING = "opening";
    private static final int INDEX_BITS = 40;

    private final List<OriginName> names;
    private final OnceTable once;
    private final AuditWatcher watcher;
    private final Findings findings;
    private final OriginName own;
    private byte[] first = {};
    private long read;

    /// @param names those checked before, and this one as the last; for places in `once`
    OriginCheck(List<OriginName> names, OnceTable once, AuditWatcher watcher, Findings findings) {
        this.names = names;
        this.once = once;
        this.watcher = watcher;
        this.findings = findings;
        this.own = names.getLast();
    }

    /// An origin that was computed again.
    ///
    /// @param opening its opening entry, when that is what it must be
    record Checked(JournalReport report, Hash openingLeaf, Optional<Opening> opening) {}

    /// How many entries were read.
    long read() {
        return read;
    }

    /// Empty when a finding says why.
    Optional<Checked> run(AuditedOrigin shown, JournalKey.Certified certified) {
        try {
            JournalReport report = shown.verify(certified.key(), this::entry);
            if (report.head().size().value() < shown.leastSize()) {
                findings.add(
                        "its checkpoint covers %d entries, after %d were announced"
                                .formatted(report.head().size().value(), shown.leastSize()));
            }
            if (read == 0) {
                findings.add("has no opening entry");
                return Optional.empty();
            }
            return Optional.of(
                    new Checked(report, MerkleTree.leafHash(first), opening(shown, certified)));
        } catch (JournalRefusal | JournalFault wrong) {
            if (Thread.currentThread().isInterrupted()) {
                throw wrong;
            }
            findings.add("after %d entries: %s".formatted(read, wrong.getMessage()));
            return Optional.empty();
        }
    }

    private void entry(JournalEntry entry, TreeSize of) {
        long index = entry.index().value();
        read++;
        if (index == 0) {
            first = entry.entry();
        }
        try {
            fields(index, EntryFields.read(entry.entry()));
        } catch (IllegalArgumentException e) {
            findings.entry(index, "not an entry: " + e.getMessage());
        }
        watcher.entry(own.name(), entry, of);
    }

    private void fields(long index, EntryFields fields) {
        if (fields.type().equals(OPENING) != (index == 0)) {
            findings.entry(index, "is of type " + fields.type());
        }
        if (fields.operation().length == 0) {
            return;
        }
        long place = (long) (names.size() - 1) << INDEX_BITS | index;
        long before = once.note(fields.type(), fields.operation(), fields.entity(), place);
        if (before != OnceTable.NONE) {
            String other = names.get((int) (before >> INDEX_BITS)).name();
            findings.entry(
                    index,
                    "one operation, two entries about one thing: the other is %s/%d"
                            .formatted(other, before & ((1L << INDEX_BITS) - 1)));
        }
    }

    private Optional<Opening> opening(AuditedOrigin shown, JournalKey.Certified certified) {
        try {
            Opening opening = Opening.read(first, shown.opening());
            Hash certificate = Sha256.of(certified.certificate().getEncoded());
            if (opening.origin().equals(shown.origin())
                    && opening.number() == own.number()
                    && opening.fields().version() == own.number()
                    && opening.vkey().equals(certified.key().vkey())
                    && opening.fields().attachments().equals(List.of(certificate))) {
                return Optional.of(opening);
            }
            findings.entry(0, "opens another origin, or with another key or certificate");
        } catch (IllegalArgumentException | JournalRefusal | JournalFault wrong) {
            findings.entry(0, "cannot be read as an opening: " + wrong.getMessage());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a parsed certificate has its encoding", e);
        }
        return Optional.empty();
    }
}
