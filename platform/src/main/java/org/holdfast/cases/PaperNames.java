// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.holdfast.documents.IssueNumber;
import org.holdfast.identity.Principal;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;
import org.holdfast.ledger.DailyHandles;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.RecordRef;

/// The names that follow from an operation: journal handle, paper id, issue number. The same
/// operation has the same names at every site, so one command tried at two is one paper.
final class PaperNames {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_LENGTH = 26;

    /// Between the name of an operation and the leaf of a filing that is apart from it.
    static final String APART = "-";

    static final int LEAF_LETTERS = 16;

    private final Handles handles;
    private final DailyHandles papers;
    private final DailyHandles filings;
    private final DailyHandles blocks;

    PaperNames(Handles handles, InstantSource clock) {
        this.handles = handles;
        this.papers = new DailyHandles(handles, "paper", clock);
        this.filings = new DailyHandles(handles, "filing", clock);
        this.blocks = new DailyHandles(handles, "block", clock);
    }

    /// The handle of an operation: keyed by principal, office and the client's id.
    Handle operation(Principal who, OfficeCode office, OperationId operation) {
        return handles.of("operation", who.id() + "\n" + office.value() + "\n" + operation.value());
    }

    /// The handle by which the journal knows an operation. Not the one that papers print: whoever
    /// holds a paper does not find its entry, nor by it others about the same person.
    Handle entry(Handle operation) {
        return handles.of("entry", operation.bytes());
    }

    /// The handle by which the journal knows an operation that was filed; the same at every site.
    Handle filing(Handle operation) {
        return handles.of("filing", operation.bytes());
    }

    /// The operation under which a request is entered whose own another one has: the same for each
    /// filing of that request, so that it is entered once.
    static Handle apart(Handles handles, Handle operation, String digest) {
        return handles.of("filing-apart", operation.hex() + " " + digest);
    }

    /// The name of a filing whose operation another request has.
    static String apart(String id, Hash leaf) {
        return id + APART + leaf.hex().substring(0, LEAF_LETTERS);
    }

    /// The handle under which a filing about a subject is recorded today.
    Handle filingsOf(RecordRef subject) {
        return filings.now(subject.toString());
    }

    /// The handle under which a block of a subject, or its lift, is recorded today.
    Handle blocksOf(RecordRef subject) {
        return blocks.now(subject.toString());
    }

    /// Whether a block's entry is about a subject, told without its content.
    boolean isBlockOf(RecordRef subject, Leaf block) {
        return blocks.names(subject.toString(), block);
    }

    /// The handle by which the journal knows an operation that entered a block; the same at every
    /// site.
    Handle block(Handle operation) {
        return handles.of("block-entry", operation.bytes());
    }

    /// The handle of the one lift that a block's entry needs.
    Handle lift(Hash block) {
        return handles.of("operation", "lift\n" + block.hex());
    }

    /// The handle under which a paper about a subject is recorded today.
    Handle papersOf(RecordRef subject) {
        return papers.now(subject.toString());
    }

    /// Whether an entry was made about a subject, told without its content.
    boolean isAbout(RecordRef subject, StoredEntry entry) {
        return papers.names(subject.toString(), entry.leaf());
    }

    /// The papers about a subject, newest first.
    List<StoredEntry> papersOf(RecordRef subject, NodeJournal journal, int limit) {
        return papers.entries(journal, subject.toString(), PaperRecord.TYPE, limit);
    }

    /// The name of a principal in a payload that everybody may read.
    Handle principal(Principal who) {
        return handles.of("principal", who.id());
    }

    /// The handle of the one withdrawal that a paper can have.
    Handle withdrawal(String paper) {
        return handles.of("operation", "withdrawal\n" + paper);
    }

    static IssueNumber number(OfficeCode office, Handle operation) {
        return IssueNumber.of(office.value(), operation.bytes());
    }

    /// The paper's id: 26 letters and digits of base32 (RFC 4648 §6), in small letters.
    static String id(Handle operation) {
        byte[] bytes = operation.bytes();
        StringBuilder id = new StringBuilder(ID_LENGTH);
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = (buffer << 8) | (b & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                id.append(LETTERS.charAt((buffer >>> bits) & 31));
            }
        }
        return id.append(LETTERS.charAt((buffer << (5 - bits)) & 31)).toString();
    }

    /// The handle of a paper id; empty for text that is none.
    static Optional<Handle> operation(String id) {
        if (id.length() != ID_LENGTH) {
            return Optional.empty();
        }
        byte[] bytes = new byte[16];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < ID_LENGTH; i++) {
            int value = LETTERS.indexOf(id.charAt(i));
            if (value < 0) {
                return Optional.empty();
            }
            buffer = (buffer << 5) | value;
            bits += 5;
            if (bits >= 8 && at < bytes.length) {
                bits -= 8;
                bytes[at++] = (byte) (buffer >>> bits);
            }
        }
        Handle handle = Handle.of(bytes);
        return id(handle).equals(id) ? Optional.of(handle) : Optional.empty();
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
