// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.JournalRefusal.Reason;

/// The body of an `add-entries` request; C2SP tlog-mirror: u16 origin length, origin, u64 start,
/// u64 end, u16 ticket length, ticket, then packages. Integers are big-endian. The range settles
/// the packages; a body may stop after any of them.
///
/// Read as a stream, a package at a time, so that memory is bounded by one package of at most 16
/// MB. Reading verifies nothing. Not thread-safe.
public final class AddEntries {
    /// The most packages of one request, as the specification asks of clients; a mirror stops
    /// there.
    public static final int MAX_PACKAGES = 32;

    /// The most bytes of a request with as many packages.
    public static final long MAX_BYTES =
            (long) MAX_PACKAGES * (TilePath.FULL * (2L + NewEntry.MAX_ENTRY_BYTES) + 1 + 63 * 32)
                    + 2 * (2 + 65_535)
                    + 16;

    private static final int MAX_HASHES = 63;

    private final DataInputStream body;
    private final String origin;
    private final long start;
    private final long end;
    private final byte[] ticket;
    private long next;

    private AddEntries(DataInputStream body) throws IOException {
        this.body = body;
        this.origin = utf8(bytes(body.readUnsignedShort()));
        this.start = body.readLong();
        this.end = body.readLong();
        this.ticket = bytes(body.readUnsignedShort());
        this.next = start;
    }

    /// Reads what stands before the packages. Refused when it is cut off, or the range ends before
    /// it starts or above 2^63-1.
    public static AddEntries begin(InputStream body) {
        AddEntries request;
        try {
            request = new AddEntries(new DataInputStream(body));
        } catch (IOException e) {
            throw new JournalRefusal(Reason.MALFORMED_REQUEST, "the head is cut off", e);
        }
        if (request.start < 0 || request.end < request.start) {
            throw malformed("a range that ends before it starts, or above 2^63-1");
        }
        return request;
    }

    /// The journal's origin.
    public String origin() {
        return origin;
    }

    /// The first entry of the range.
    public EntryIndex start() {
        return new EntryIndex(start);
    }

    /// The size of the checkpoint that the entries are proved for, which is also where the range
    /// ends.
    public TreeSize end() {
        return new TreeSize(end);
    }

    /// What the mirror gave the client to send back; may be empty.
    byte[] ticket() {
        return ticket;
    }

    /// True when every package of the range was read.
    boolean isComplete() {
        return next == end;
    }

    /// Reads the next package; empty when all were read, or the body ended before its end. More
    /// hashes than 63 are refused.
    Optional<EntryPackage> next() {
        if (isComplete()) {
            return Optional.empty();
        }
        long bundle = next - next % TilePath.FULL;
        long to = bundle + Math.min(end - bundle, TilePath.FULL);
        try {
            List<byte[]> entries = new ArrayList<>();
            for (long i = next; i < to; i++) {
                entries.add(bytes(body.readUnsignedShort()));
            }
            int hashes = body.readUnsignedByte();
            if (hashes > MAX_HASHES) {
                throw malformed("at most 63 hashes, found " + hashes);
            }
            List<Hash> proof = new ArrayList<>();
            for (int i = 0; i < hashes; i++) {
                proof.add(Hash.of(bytes(Hash.LENGTH)));
            }
            EntryIndex from = new EntryIndex(next);
            next = to;
            return Optional.of(
                    new EntryPackage(
                            new EntryIndex(bundle), from, new TreeSize(to), entries, proof));
        } catch (IOException _) {
            // The client went away, or sends the rest in another request.
            return Optional.empty();
        }
    }

    /// Writes a body with entries of a journal from an index on, for the checkpoint of a size up to
    /// the signed one: as many packages as one request may have.
    public static byte[] body(
            JournalDirectory journal, EntryIndex start, TreeSize size, byte[] ticket) {
        byte[] origin = journal.origin().getBytes(StandardCharsets.UTF_8);
        ByteBuffer head = ByteBuffer.allocate(2 + origin.length + 8 + 8 + 2 + ticket.length);
        head.putShort((short) origin.length).put(origin);
        head.putLong(start.value()).putLong(size.value());
        head.putShort((short) ticket.length).put(ticket);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head.array());
        long from = start.value();
        for (int i = 0; i < MAX_PACKAGES && from < size.value(); i++) {
            long bundle = from - from % TilePath.FULL;
            long to = bundle + Math.min(size.value() - bundle, TilePath.FULL);
            journal.scan(new EntryIndex(from))
                    .limit(to - from)
                    .forEach(entry -> EntryBundle.add(body, entry.entry()));
            List<Hash> proof =
                    journal.subtree(new EntryIndex(bundle), new TreeSize(to), size).path();
            body.write(proof.size());
            proof.forEach(hash -> body.writeBytes(hash.raw()));
            from = to;
        }
        return body.toByteArray();
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        body.readFully(bytes);
        return bytes;
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new JournalRefusal(Reason.MALFORMED_REQUEST, "an origin that is not UTF-8", e);
        }
    }

    private static JournalRefusal malformed(String message) {
        return new JournalRefusal(Reason.MALFORMED_REQUEST, message);
    }
}
