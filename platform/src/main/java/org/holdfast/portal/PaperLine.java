// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.ZoneId;
import java.util.List;
import org.holdfast.cases.Papers;
import org.holdfast.catalogue.Catalogue;

/// A paper in a list.
record PaperLine(String id, String title, String number, String at, boolean withdrawn) {
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
                listed.withdrawn().isPresent());
    }

    static String title(String service, Catalogue catalogue, Page page) {
        return catalogue
                .service(service)
                .map(s -> s.heading().title().in(page.lang()))
                .orElse(service);
    }
}
