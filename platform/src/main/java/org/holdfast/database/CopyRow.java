// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One row of a binary COPY, written column by column in the order that was named. A null value
/// writes NULL. Instants are cut to microseconds as PostgreSQL keeps them.
public interface CopyRow {
    CopyRow text(@Nullable String value);

    CopyRow jsonb(@Nullable String value);

    CopyRow bytes(byte @Nullable [] value);

    CopyRow uuid(@Nullable UUID value);

    /// For `bigint`.
    CopyRow int8(@Nullable Long value);

    /// For `integer`.
    CopyRow int4(@Nullable Integer value);

    CopyRow bool(@Nullable Boolean value);

    /// For `date`.
    CopyRow date(@Nullable LocalDate value);

    /// For `timestamptz`.
    CopyRow instant(@Nullable Instant value);

    /// For `text[]`.
    CopyRow texts(@Nullable List<String> value);

    /// For `bytea[]`.
    CopyRow byteArrays(@Nullable List<byte[]> value);

    /// For `uuid[]`.
    CopyRow uuids(@Nullable List<UUID> value);
}
