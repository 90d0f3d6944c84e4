// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.SignedNote;
import org.holdfast.ledger.Mirroring;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /api/v1/mirror/address`: where a mirror serves its copies, signed by its mirror key. 200
/// when the office will ask there; 422 when it does not verify or is not of now.
@RestController
class MirrorAddressRoute {
    private static final int MOST_NOTE = 4 * 1024;

    private final Mirroring mirroring;

    MirrorAddressRoute(Mirroring mirroring) {
        this.mirroring = mirroring;
    }

    @Allowed(Role.MIRROR)
    @PostMapping("/api/v1/mirror/address")
    ResponseEntity<byte[]> take(HttpServletRequest request) throws IOException {
        SignedNote note;
        try {
            note = SignedNote.parse(Bodies.read(request, MOST_NOTE));
        } catch (JournalRefusal refused) {
            throw bad();
        }
        return switch (mirroring.address(Caller.require(request).name(), note)) {
            case Mirroring.Taken.Counted() -> ResponseEntity.ok().build();
            case Mirroring.Taken.Behind(long size) -> throw bad();
            case Mirroring.Taken.Refused(String why) -> throw bad();
        };
    }

    private static ProblemRaised bad() {
        return new ProblemRaised("bad-address", 422);
    }
}
