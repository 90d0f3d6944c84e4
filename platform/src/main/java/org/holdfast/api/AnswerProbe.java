// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.HexFormat;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.sites.Probes;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /api/v1/probes`: answers another site's probe with the digest of what came and with as
/// many bytes as it wants. Waits for nothing and asks no database.
@RestController
class AnswerProbe {
    private final Probes probes;

    AnswerProbe(Probes probes) {
        this.probes = probes;
    }

    @Allowed(Role.MIRROR)
    @PostMapping("/api/v1/probes")
    ResponseEntity<byte[]> answer(HttpServletRequest request) throws IOException {
        byte[] body = Bodies.read(request, Probes.MOST_BYTES);
        byte[] answer = probes.filling(wanted(request));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header(Probes.CAME, digest(body))
                .header(Probes.SENT, digest(answer))
                .header(Probes.LOST, probes.longLost())
                .body(answer);
    }

    private static int wanted(HttpServletRequest request) {
        String wanted = request.getHeader(Probes.WANTED);
        if (wanted == null
                || !wanted.matches("[0-9]{1,5}")
                || Integer.parseInt(wanted) > Probes.MOST_BYTES) {
            throw new ProblemRaised("bad-request", 400);
        }
        return Integer.parseInt(wanted);
    }

    private static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(Digest.sha256(bytes));
    }
}
