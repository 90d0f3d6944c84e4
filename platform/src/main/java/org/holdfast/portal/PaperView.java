// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.cases.IssuedPaper;
import org.holdfast.cases.Papers;
import org.holdfast.cases.StepTimes;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Service;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.Receipt;
import org.holdfast.preservation.Resigned;

/// An issued paper as its page shows it.
///
/// @param standing `current`, `superseded`, `withdrawn`, or `unknown` where it is not told
/// @param fresh whether it was issued just now, and not looked up later
/// @param signed milliseconds from the request to the signed and recorded paper; empty when that
///   was not kept
/// @param sealedAfter milliseconds from there to the seal; empty when that was not kept
/// @param operation the name of the command that withdrawing from this page will be
/// @param resigned when it was signed again; empty when it was not
record PaperView(
        String id,
        String title,
        String number,
        String issued,
        String asOf,
        String asOfIndex,
        String standing,
        boolean fresh,
        String grade,
        String says,
        String journal,
        String index,
        String signed,
        String sealedAfter,
        ProofPicture proof,
        String operation,
        String resigned) {

    static PaperView of(
            IssuedPaper paper,
            Papers.Status standing,
            Optional<Resigned> again,
            boolean fresh,
            Catalogue catalogue,
            Page page) {
        ZoneId zone =
                catalogue.service(paper.service()).map(Service::zone).orElse(ZoneId.of("UTC"));
        Receipt receipt = paper.receipt();
        Optional<Position> place = receipt.position();
        long seal = paper.steps().map(StepTimes::seal).orElse(-1L);
        return new PaperView(
                paper.id(),
                PaperLine.title(paper.service(), catalogue, page),
                paper.number().toString(),
                page.figures().second(paper.issuedAt(), zone),
                page.figures().second(paper.asOf().time(), zone)
                        + (paper.asOf().ownCopy() ? " (" + page.t("paper.asof.copy") + ")" : ""),
                page.figures().number(paper.asOf().index()),
                PaperLine.standing(standing),
                fresh,
                receipt.grade().code(),
                receipt.json().path("says").path(page.lang()).asString(""),
                place.map(Position::journal).orElse(""),
                place.map(p -> page.figures().number(p.index())).orElse(""),
                paper.steps().map(s -> millis(s.signed())).orElse(""),
                seal < 0 ? "" : millis(seal),
                receipt.proof()
                        .map(p -> ProofPicture.of(receipt.leaf(), p))
                        .orElse(ProofPicture.NONE),
                UUID.randomUUID().toString(),
                again.map(one -> page.figures().second(one.at(), zone)).orElse(""));
    }

    boolean withdrawn() {
        return "withdrawn".equals(standing);
    }

    /// Whether there is any figure about how it was made.
    boolean measured() {
        return fresh || !signed.isEmpty() || !sealedAfter.isEmpty();
    }

    boolean sealed() {
        return !"promised".equals(grade);
    }

    private static String millis(long micros) {
        return micros < 10_000
                ? String.format(Locale.ROOT, "%.1f", micros / 1000.0)
                : String.valueOf(Math.round(micros / 1000.0));
    }
}
