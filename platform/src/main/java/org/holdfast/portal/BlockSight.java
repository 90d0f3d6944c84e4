// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import org.holdfast.api.Answers;
import org.holdfast.api.BlockReach;
import org.holdfast.api.Problems;
import org.holdfast.cases.Blocks;
import org.holdfast.identity.Principal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.offices.Country;
import org.holdfast.registers.RecordVersion;

/// Finds a person's blocks and where they are in force, for the officer's page. Thread-safe.
record BlockSight(Blocks blocks, BlockReach reach, Problems problems, InstantSource clock) {
    /// @param sent what was sent in the form of a block
    BlockView of(Principal who, SubjectHandle handle, RecordVersion person, Sent sent, Page page) {
        List<Blocks.Block> found = Answers.given(blocks.of(who, handle), problems);
        Country country = person.office().country();
        return BlockView.of(
                found,
                reach.of(found),
                country,
                LocalDate.ofInstant(clock.instant(), country.zone()),
                sent,
                page);
    }
}
