// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.SignedNote;
import org.holdfast.ledger.Mirroring;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/mirror/...`: what a mirror asks and hands in. Records hold encrypted blobs and wrapped
/// keys, which nobody else gets.
@RestController
@Allowed(Role.MIRROR)
class MirrorRoutes {
    private static final int MOST_NOTE = 64 * 1024;
    private static final MediaType NOTE = MediaType.parseMediaType("text/plain;charset=utf-8");

    private final Mirroring mirroring;

    MirrorRoutes(Mirroring mirroring) {
        this.mirroring = mirroring;
    }

    @GetMapping("/api/v1/mirror/{journal}/proposal")
    ResponseEntity<byte[]> proposal(@PathVariable("journal") String journal) {
        return mirroring
                .proposal(journal)
                .map(note -> ResponseEntity.ok().contentType(NOTE).body(note.bytes()))
                .orElseThrow(() -> new ProblemRaised("not-found", 404));
    }

    @GetMapping("/api/v1/mirror/{journal}/records/{from}")
    ResponseEntity<byte[]> records(
            @PathVariable("journal") String journal, @PathVariable("from") long from) {
        return mirroring
                .records(journal, from)
                .map(records ->
                        ResponseEntity.ok()
                                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                                .body(records))
                .orElseThrow(() -> new ProblemRaised("not-found", 404));
    }

    /// 200 when it counts; 409 with a size when this mirror has cosigned more before; 422 when the
    /// note does not verify.
    @PostMapping("/api/v1/mirror/{journal}/cosignatures")
    ResponseEntity<byte[]> take(HttpServletRequest request, @PathVariable("journal") String journal)
            throws IOException {
        SignedNote note;
        try {
            note = SignedNote.parse(Bodies.read(request, MOST_NOTE));
        } catch (JournalRefusal refused) {
            throw new ProblemRaised("bad-cosignature", 422);
        }
        return switch (mirroring.take(Caller.require(request).name(), journal, note)) {
            case Mirroring.Taken.Counted() -> ResponseEntity.ok().contentType(NOTE).build();
            case Mirroring.Taken.Behind(long size) ->
                    ResponseEntity.status(409)
                            .contentType(NOTE)
                            .body((size + "\n").getBytes(StandardCharsets.UTF_8));
            case Mirroring.Taken.Refused(String why) ->
                    throw new ProblemRaised("bad-cosignature", 422);
        };
    }
}
