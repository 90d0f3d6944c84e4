// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/// Writes the binary format of COPY (PostgreSQL manual, COPY, "Binary Format"). One thread.
final class BinaryCopy implements CopyRow, AutoCloseable {
    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
    };
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int OID_BYTEA = 17;
    private static final int OID_TEXT = 25;
    private static final int OID_UUID = 2950;
    private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);
    private static final Instant EPOCH_INSTANT = Instant.parse("2000-01-01T00:00:00Z");

    private final CopyIn copy;
    private final int columns;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(CHUNK_BYTES * 2);
    private final DataOutputStream out = new DataOutputStream(buffer);
    private int written;

    BinaryCopy(CopyIn copy, int columns) throws IOException {
        this.copy = copy;
        this.columns = columns;
        this.written = columns;
        out.write(SIGNATURE);
        out.writeInt(0);
        out.writeInt(0);
    }

    /// Begins a row; the one before must be complete.
    void begin() throws IOException, SQLException {
        checkComplete();
        if (buffer.size() >= CHUNK_BYTES) {
            flush();
        }
        out.writeShort(columns);
        written = 0;
    }

    long finish() throws IOException, SQLException {
        checkComplete();
        out.writeShort(-1);
        flush();
        return copy.endCopy();
    }

    private void checkComplete() {
        if (written != columns) {
            throw new IllegalStateException(
                    "row: expected " + columns + " columns, found " + written);
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer.toByteArray(), 0, buffer.size());
        buffer.reset();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private CopyRow field(byte @Nullable [] value) {
        written++;
        try {
            if (value == null) {
                out.writeInt(-1);
            } else {
                out.writeInt(value.length);
                out.write(value);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return this;
    }

    private static byte[] utf8(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] raw(UUID value) {
        return ByteBuffer.allocate(16)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits())
                .array();
    }

    private static byte[] array(int type, List<byte[]> elements) {
        int size = elements.stream().mapToInt(element -> 4 + element.length).sum();
        ByteBuffer out = ByteBuffer.allocate(elements.isEmpty() ? 12 : 20 + size);
        out.putInt(elements.isEmpty() ? 0 : 1).putInt(0).putInt(type);
        if (!elements.isEmpty()) {
            out.putInt(elements.size()).putInt(1);
            elements.forEach(element -> out.putInt(element.length).put(element));
        }
        return out.array();
    }

    @Override
    public CopyRow text(@Nullable String value) {
        return field(value == null ? null : utf8(value));
    }

    @Override
    public CopyRow jsonb(@Nullable String value) {
        if (value == null) {
            return field(null);
        }
        byte[] text = utf8(value);
        return field(ByteBuffer.allocate(1 + text.length).put((byte) 1).put(text).array());
    }

    @Override
    public CopyRow bytes(byte @Nullable [] value) {
        return field(value);
    }

    @Override
    public CopyRow uuid(@Nullable UUID value) {
        return field(value == null ? null : raw(value));
    }

    @Override
    public CopyRow int8(@Nullable Long value) {
        return field(value == null ? null : ByteBuffer.allocate(8).putLong(value).array());
    }

    @Override
    public CopyRow int4(@Nullable Integer value) {
        return field(value == null ? null : ByteBuffer.allocate(4).putInt(value).array());
    }

    @Override
    public CopyRow bool(@Nullable Boolean value) {
        return field(value == null ? null : new byte[] {(byte) (value ? 1 : 0)});
    }

    @Override
    public CopyRow date(@Nullable LocalDate value) {
        return int4(value == null ? null : (int) ChronoUnit.DAYS.between(EPOCH, value));
    }

    @Override
    public CopyRow instant(@Nullable Instant value) {
        if (value == null) {
            return field(null);
        }
        Instant micros = value.truncatedTo(ChronoUnit.MICROS);
        return int8(ChronoUnit.MICROS.between(EPOCH_INSTANT, micros));
    }

    @Override
    public CopyRow texts(@Nullable List<String> value) {
        return field(
                value == null
                        ? null
                        : array(OID_TEXT, value.stream().map(BinaryCopy::utf8).toList()));
    }

    @Override
    public CopyRow byteArrays(@Nullable List<byte[]> value) {
        return field(value == null ? null : array(OID_BYTEA, value));
    }

    @Override
    public CopyRow uuids(@Nullable List<UUID> value) {
        return field(
                value == null
                        ? null
                        : array(OID_UUID, value.stream().map(BinaryCopy::raw).toList()));
    }
}
