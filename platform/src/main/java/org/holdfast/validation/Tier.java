// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

/// What a status of some age is enough for (decision 25).
public enum Tier {
    /// Everything.
    FULL,
    /// Everything, marked, and validated again afterwards.
    MARKED,
    /// Counter work; what is dangerous needs a second official.
    COUNTER,
    /// Nothing but break-glass: with a reason and a second name.
    BREAK_GLASS
}
