// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.file.Path;

/// What stood behind the last whole entry when a journal was opened: bytes that are cut off,
/// because an append that a crash has torn looks like that, and kept in a file of their own,
/// because an entry whose bits have changed looks the same.
///
/// @param first the entry that could not be read
/// @param bytes how many bytes were cut off
/// @param readable how many whole entries stand behind the unreadable one; above 0 a disk has
///   probably changed what was durable, and whoever holds a receipt of it should present it
/// @param file where the bytes are kept
public record SetAside(EntryIndex first, long bytes, long readable, Path file) {}
