// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.identity.Public;
import org.holdfast.pki.Pki;
import org.holdfast.shield.BoundedLimiter;
import org.holdfast.shield.Limiter;
import org.holdfast.shield.OverCapacity;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// What everybody may ask the authorities of this site: how a certificate stands (`POST /pki/ocsp`,
/// RFC 6960 appendix A), what an issuer of this site has revoked (`GET /pki/KEY.crl`), an issuer's
/// certificate (`GET /pki/KEY.cer`, both RFC 5280 §4.2.1.13 and §4.2.2.1), a time stamp (`POST
/// /pki/tsa`, RFC 3161 §3.4). `KEY` is the issuer's key identifier in hexadecimal digits.
@RestController
class CertificateStatus {
    private static final int MOST_REQUEST = 4_096;

    private static final String NOT_KEPT = "no-store";

    /// Stamps are signed for whoever asks: only so many at once, so that papers have room.
    private final Limiter hands =
            new BoundedLimiter(
                    Runtime.getRuntime().availableProcessors(), 16, Duration.ofMillis(500));

    private final Pki pki;

    CertificateStatus(Pki pki) {
        this.pki = pki;
    }

    @Public
    @PostMapping("/pki/ocsp")
    ResponseEntity<byte[]> status(HttpServletRequest request) throws IOException {
        byte[] asked = typed(request, "application/ocsp-request");
        return answer("application/ocsp-response", pki.status(asked));
    }

    @Public
    @GetMapping("/pki/{issuer}.crl")
    ResponseEntity<byte[]> revocations(@PathVariable("issuer") String issuer) {
        return answer("application/pkix-crl", pki.revocations(issuer).orElseThrow(this::unknown));
    }

    @Public
    @GetMapping("/pki/{issuer}.cer")
    ResponseEntity<byte[]> issuer(@PathVariable("issuer") String issuer) {
        return answer("application/pkix-cert", pki.issuer(issuer).orElseThrow(this::unknown));
    }

    private ProblemRaised unknown() {
        return new ProblemRaised("issuer-unknown", 404);
    }

    @Public
    @PostMapping("/pki/tsa")
    ResponseEntity<byte[]> stamp(HttpServletRequest request) throws IOException {
        byte[] asked = typed(request, "application/timestamp-query");
        Optional<byte[]> stamped;
        try (Limiter.Ticket _ = hands.tryEnter().orElseThrow(OverCapacity::new)) {
            stamped = pki.stamp(asked);
        }
        return answer(
                "application/timestamp-reply",
                stamped.orElseThrow(() -> new ProblemRaised("authority-not-ready", 503)));
    }

    private static byte[] typed(HttpServletRequest request, String type) throws IOException {
        String said = request.getContentType();
        if (said == null || !type.equalsIgnoreCase(said.split(";", 2)[0].strip())) {
            throw new ProblemRaised("unknown-content", 415);
        }
        return Bodies.read(request, MOST_REQUEST);
    }

    private static ResponseEntity<byte[]> answer(String type, byte[] content) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(type))
                .header("Cache-Control", NOT_KEPT)
                .body(content);
    }
}
