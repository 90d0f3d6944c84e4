// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;

/// How all living certificates stand, signed ahead: who asks waits for no key. Made anew as a whole
/// or for what has changed, and swapped at once. Thread-safe.
///
/// Answers say as of when this site has heard every other site's journal, not when they were
/// signed: a site that is cut off says so by their age.
final class StatusAnswers {
    /// A request of one certificate is some hundred bytes.
    static final int LONGEST_REQUEST = 4_096;

    private volatile Map<String, Answer> answers = Map.of();

    /// A signed answer.
    ///
    /// @param der an OCSPResponse
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Answer(byte[] der, Instant thisUpdate, Instant nextUpdate) {}

    /// What to answer about.
    record Part(StatusSigner signer, List<Issued> certificates) {}

    /// Signs everything.
    ///
    /// @param heard up to when all journals were heard
    /// @param valid how long a status counts
    void renew(List<Part> parts, Instant heard, Instant now, Duration valid) {
        StatusSigner.Span span = new StatusSigner.Span(heard, heard.plus(valid), now);
        Map<String, Answer> fresh = new HashMap<>();
        for (Part part : parts) {
            for (Issued one : part.certificates()) {
                List<CertificateID> names = part.signer().names(one.name().serial());
                for (CertificateID name : names) {
                    byte[] der = part.signer().sign(name, one.revocation(), span);
                    fresh.put(key(name), new Answer(der, span.thisUpdate(), span.nextUpdate()));
                }
            }
        }
        answers = Map.copyOf(fresh);
    }

    private static String key(CertificateID name) {
        HexFormat hex = HexFormat.of();
        return name.getHashAlgOID().getId()
                + ' '
                + hex.formatHex(name.getIssuerNameHash())
                + ' '
                + hex.formatHex(name.getIssuerKeyHash())
                + ' '
                + name.getSerialNumber().toString(16);
    }

    int size() {
        return answers.size();
    }

    /// The answer to a request (RFC 6960 §4.1): about one certificate, as RFC 9919 asks of clients.
    /// A nonce is not repeated, since nothing is signed for anybody. What cannot be read is
    /// `malformedRequest`, what nobody here answers for `unauthorized` (RFC 5019 §2.2.3); neither
    /// is signed.
    Answer answer(byte[] request) {
        try {
            if (request.length > LONGEST_REQUEST) {
                return refusal(OCSPRespBuilder.MALFORMED_REQUEST);
            }
            Req[] asked = new OCSPReq(request).getRequestList();
            if (asked.length != 1) {
                return refusal(
                        asked.length == 0
                                ? OCSPRespBuilder.MALFORMED_REQUEST
                                : OCSPRespBuilder.UNAUTHORIZED);
            }
            return Optional.ofNullable(answers.get(key(asked[0].getCertID())))
                    .orElseGet(() -> refusal(OCSPRespBuilder.UNAUTHORIZED));
        } catch (IOException | RuntimeException unreadable) {
            return refusal(OCSPRespBuilder.MALFORMED_REQUEST);
        }
    }

    private static Answer refusal(int status) {
        try {
            return new Answer(
                    new OCSPRespBuilder().build(status, null).getEncoded(),
                    Instant.EPOCH,
                    Instant.EPOCH);
        } catch (IOException | OCSPException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
