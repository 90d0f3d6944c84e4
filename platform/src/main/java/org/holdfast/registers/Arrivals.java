// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.LocalDate;
import java.util.List;

/// Finds somebody who stands at a counter of another office and reports a move. Thread-safe.
public interface Arrivals {
    /// Most persons given: more of one name and birth date are told apart by other papers.
    int MOST = 20;

    /// The persons of a register who have exactly this name, in either spelling, and this birth
    /// date, whatever office keeps their record. Never a part of a name, and never by one of the
    /// two alone: no office looks through the people of another.
    List<SearchHit> find(String register, String name, LocalDate birth);
}
