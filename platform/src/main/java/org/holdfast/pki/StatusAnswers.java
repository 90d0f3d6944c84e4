// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
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

/// How all living certificates stand, signed ahead: who asks waits for no key. What has changed or
/// grown old is signed anew, and all of it swapped at once. Thread-safe; one at a time renews.
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
    private record Answer(
            byte[] der,
            Instant thisUpdate,
            Optional<Issued.Revocation> revocation,
            X509Certificate responder) {}

    /// What to answer about: serials of one issuer, and how they stand.
    record Part(StatusSigner signer, Map<BigInteger, Optional<Issued.Revocation>> certificates) {}

    /// As of when, and for how long.
    ///
    /// @param heard up to when all journals were heard
    /// @param since an answer as of a later moment than this stays, unless something has changed
    /// @param valid how long a status counts
    record Moment(Instant heard, Instant since, Instant now, Duration valid) {}

    /// Signs what has changed or grown old.
    void renew(List<Part> parts, Moment moment) {
        Map<String, Answer> before = answers;
        Map<String, Answer> fresh = new HashMap<>();
        for (Part part : parts) {
            part.certificates()
                    .forEach((serial, revocation) -> {
                        for (CertificateID name : part.signer().names(serial)) {
                            String key = key(name);
                            fresh.put(
                                    key,
                                    Optional.ofNullable(before.get(key))
                                            .filter(known ->
                                                    isStill(
                                                            known,
                                                            revocation,
                                                            part.signer(),
                                                            moment))
                                            .orElseGet(() ->
                                                    sign(part.signer(), name, revocation, moment)));
                        }
                    });
        }
        answers = Map.copyOf(fresh);
    }

    /// Not one that a clock which ran ahead has signed.
    private static boolean isStill(
            Answer known,
            Optional<Issued.Revocation> revocation,
            StatusSigner signer,
            Moment moment) {
        return known.revocation().equals(revocation)
                && known.responder().equals(signer.certificate())
                && known.thisUpdate().isAfter(moment.since())
                && !known.thisUpdate().isAfter(moment.now());
    }

    private static Answer sign(
            StatusSigner signer,
            CertificateID name,
            Optional<Issued.Revocation> revocation,
            Moment moment) {
        // What was revoked stays so: that is known from the revocation on.
        Instant as =
                revocation
                        .map(Issued.Revocation::at)
                        .filter(moment.heard()::isBefore)
                        .filter(at -> !at.isAfter(moment.now()))
                        .orElse(moment.heard());
        StatusSigner.Span span = new StatusSigner.Span(as, as.plus(moment.valid()), moment.now());
        return new Answer(
                signer.sign(name, revocation, span), as, revocation, signer.certificate());
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

    /// The answer to a request (RFC 6960 §4.1): about one certificate, as RFC 9919 asks of clients.
    /// A nonce is not repeated, since nothing is signed for anybody. What cannot be read is
    /// `malformedRequest`, what nobody here answers for `unauthorized` (RFC 5019 §2.2.3); neither
    /// is signed.
    byte[] answer(byte[] request) {
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
                    .map(Answer::der)
                    .orElseGet(() -> refusal(OCSPRespBuilder.UNAUTHORIZED));
        } catch (IOException | RuntimeException unreadable) {
            return refusal(OCSPRespBuilder.MALFORMED_REQUEST);
        }
    }

    private static byte[] refusal(int status) {
        try {
            return new OCSPRespBuilder().build(status, null).getEncoded();
        } catch (IOException | OCSPException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
