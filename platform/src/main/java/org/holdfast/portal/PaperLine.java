// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.ZoneId;
import java.util.List;
import org.holdfast.cases.Papers;
import org.holdfast.catalogue.Catalogue;

/// A paper in a list.
///
/// @param standing `current`, `superseded`, `withdrawn`, or `unknown` where it is not told
record PaperLine(String id, String title, String number, String at, String standing) {
    static List<PaperLine> of(List<Papers.Listed> listed, Catalogue catalogue, Page page) {
        return listed.stream().map(l -> of(l, catalogue, page)).toList();
    }

    private static PaperLine of(Papers.Listed listed, Catalogue catalogue, Page page) {
        ZoneId zone =
                catalogue.service(listed.service()).map(s -> s.zone()).orElse(ZoneId.of("UTC"));
        return new PaperLine(
                listed.id(),
                title(listed.service(), catalogue, page),
                listed.number(),
                page.figures().time(listed.issuedAt(), zone),
                standing(listed.standing()));
    }

    static String standing(Papers.Status status) {
        return switch (status) {
            case Papers.Status.Current _ -> "current";
            case Papers.Status.Superseded _ -> "superseded";
            case Papers.Status.Withdrawn _ -> "withdrawn";
            case Papers.Status.Unknown _ -> "unknown";
        };
    }

    /// How the mark of the standing looks.
    String look() {
        return switch (standing) {
            case "current" -> "govuk-tag--green";
            case "superseded" -> "govuk-tag--yellow";
            case "withdrawn" -> "govuk-tag--red";
            default -> "govuk-tag--grey";
        };
    }

    static String title(String service, Catalogue catalogue, Page page) {
        return catalogue
                .service(service)
                .map(s -> s.heading().title().in(page.lang()))
                .orElse(service);
    }
}
