// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.SignedNote;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Mirroring;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /api/v1/mirror/erasures`: a mirror's signed statement that it has carried an act of
/// erasure out in its copies. 200 when it stands in the node journal, now or since before; 422 when
/// it does not verify or the act is not known.
@RestController
class MirrorErasures {
    private static final int MOST_NOTE = 4 * 1024;

    private final Ledger ledger;

    MirrorErasures(Ledger ledger) {
        this.ledger = ledger;
    }

    @Allowed(Role.MIRROR)
    @PostMapping("/api/v1/mirror/erasures")
    ResponseEntity<byte[]> take(HttpServletRequest request) throws IOException {
        String name = Caller.require(request).name();
        Mirroring.Place place =
                ledger.mirroring().places().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow(MirrorErasures::bad);
        SignedNote note;
        try {
            note = SignedNote.parse(Bodies.read(request, MOST_NOTE));
        } catch (JournalRefusal refused) {
            throw bad();
        }
        return switch (ledger.erasing().take(place, note)) {
            case Mirroring.Taken.Counted() -> ResponseEntity.ok().build();
            case Mirroring.Taken.Behind(long size) -> throw bad();
            case Mirroring.Taken.Refused(String why) -> throw bad();
        };
    }

    private static ProblemRaised bad() {
        return new ProblemRaised("bad-attestation", 422);
    }
}
