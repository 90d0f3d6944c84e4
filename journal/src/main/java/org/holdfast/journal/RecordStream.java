// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;

/// Entries with their blobs on their way to a mirror: the records of a blob file, one behind the
/// other (u32 entry length, entry, u8 number of blobs, for each blob u32 length and bytes, u32
/// CRC-32C). Not a C2SP format: public mirrors copy entries alone, an office's mirrors also what
/// the entries name. Stateless.
public final class RecordStream {
    private static final int CRC_BYTES = 4;

    private RecordStream() {}

    /// The bytes of records.
    public static byte[] encode(List<NewEntry> records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        records.forEach(record -> bytes.writeBytes(BlobRecord.encode(record)));
        return bytes.toByteArray();
    }

    /// Reads records to the last byte; a broken one is refused.
    public static List<NewEntry> parse(byte[] bytes) {
        List<NewEntry> records = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            records.add(record(in));
        }
        return records;
    }

    private static NewEntry record(ByteBuffer in) {
        int start = in.position();
        try {
            byte[] entry = slice(in, in.getInt(), NewEntry.MAX_ENTRY_BYTES);
            int count = in.get() & 0xff;
            List<byte[]> blobs = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                blobs.add(slice(in, in.getInt(), NewEntry.MAX_BLOB_BYTES));
            }
            int end = in.position();
            byte[] body = new byte[end - start];
            in.get(start, body);
            if (in.getInt() != BlobRecord.crc(body, body.length)) {
                throw malformed("the CRC of the record at byte " + start + " differs");
            }
            return new NewEntry(entry, blobs);
        } catch (BufferUnderflowException e) {
            throw new JournalRefusal(Reason.MALFORMED_RECORD, "a record is cut off", e);
        }
    }

    private static byte[] slice(ByteBuffer in, int length, long most) {
        if (length < 0 || length > most || length > in.remaining() - CRC_BYTES) {
            throw malformed("a length of " + length + " with " + in.remaining() + " bytes left");
        }
        byte[] slice = new byte[length];
        in.get(slice);
        return slice;
    }

    private static JournalRefusal malformed(String message) {
        return new JournalRefusal(Reason.MALFORMED_RECORD, message);
    }
}
