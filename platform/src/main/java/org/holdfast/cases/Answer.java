// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

/// What was asked for, or why it is not given.
public sealed interface Answer<T> {
    /// It is given.
    record Given<T>(T value) implements Answer<T> {}

    /// It is not given.
    record Refused<T>(Refusal refusal) implements Answer<T> {}
}
