// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What to print: everything a paper shows comes from here. The facts are already selected, worded
/// and masked (`printed.example.json` beside each layout shows their shape); nothing may change
/// them after the order is made.
///
/// @param binding subject, operation, office and service of the request
/// @param layout the layout's name, `kr.resident-transcript`
/// @param facts exactly what is printed
/// @param number printed on every page
/// @param entryId the journal entry's operation id as the seal names it
/// @param asOf the time up to which the register was read
/// @param issuedAt the time of issue
/// @param specimen true on every paper of a demonstration: prints SPECIMEN across each page
/// @param zone the office's time zone
/// @param note a sentence at the foot of every page; empty when there is nothing to say
public record PaperOrder(
        PaperBinding binding,
        String layout,
        ObjectNode facts,
        IssueNumber number,
        String entryId,
        Instant asOf,
        Instant issuedAt,
        boolean specimen,
        ZoneId zone,
        Optional<String> note) {
    /// An order without a note.
    public PaperOrder(
            PaperBinding binding,
            String layout,
            ObjectNode facts,
            IssueNumber number,
            String entryId,
            Instant asOf,
            Instant issuedAt,
            boolean specimen,
            ZoneId zone) {
        this(
                binding,
                layout,
                facts,
                number,
                entryId,
                asOf,
                issuedAt,
                specimen,
                zone,
                Optional.empty());
    }

    public PaperOrder {
        Objects.requireNonNull(binding, "binding");
        facts = facts.deepCopy();
        if (!number.office().equals(binding.office())) {
            throw new IllegalArgumentException("issue number and binding name different offices");
        }
    }
}
