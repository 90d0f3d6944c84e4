// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

/// What became of a change.
public sealed interface Entering {
    /// It is version `version.version()`, durable once the caller's transaction commits.
    record Entered(RecordVersion version) implements Entering {}

    /// The decision was made upon another version than the current one: decide again.
    record Stale(long expected, long found) implements Entering {}

    /// There is no such record, and the change was not meant to begin one.
    record Unknown(RecordRef ref) implements Entering {}
}
