// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import org.holdfast.identity.Principal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// A request for a paper. Nothing in it was checked yet but the form of its parts.
///
/// @param who the principal who sends it; an officer may act for an applicant (`options.basis`,
///   `options.applicant`, `options.evidence`)
/// @param office the office that issues
/// @param operation the client's name for this command
/// @param service code of the service, as `kr.resident-transcript`
/// @param subject whom the paper is about
/// @param purpose the code of a purpose of the pack, or the citizen's own words; may be empty
/// @param options the pack's options; what is absent has its default
public record IssueCommand(
        Principal who,
        OfficeCode office,
        OperationId operation,
        String service,
        SubjectHandle subject,
        String purpose,
        ObjectNode options) {

    public IssueCommand {
        options = options.deepCopy();
    }

    /// Does not print whom it is about.
    @Override
    public String toString() {
        return "IssueCommand[" + service + ", " + office + "]";
    }
}
