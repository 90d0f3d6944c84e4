// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Asks one responder about all certificates of its issuer that were enrolled, one after another;
/// three failures in a row end a look, so that a responder that hangs costs nine seconds and not
/// the day. One thread looks, any may read and enrol.
final class OcspKeeper implements Keeper {
    static final int LONGEST = 64 * 1024;
    static final int MOST_ENROLLED = 100_000;
    private static final int ENOUGH_FAILURES = 3;
    private static final String REQUEST = "application/ocsp-request";

    private final Source.Ocsp source;
    private final Parts parts;
    private final OcspReading reading;
    private final Health health;
    private final Map<BigInteger, Enrolled> enrolled = new ConcurrentHashMap<>();

    /// @param kept whether what was told is on disk
    private record Enrolled(
            X509Certificate certificate,
            Shelf shelf,
            Optional<OcspReading.Read.Told> told,
            boolean kept) {}

    OcspKeeper(Source.Ocsp source, Parts parts) {
        this.source = source;
        this.parts = parts;
        this.reading = new OcspReading(source.issuer(), parts.strength(), parts.revoked()::has);
        this.health = new Health(source.name());
    }

    @Override
    public Source source() {
        return source;
    }

    /// From now on it is asked about; what is kept of before counts at once.
    ///
    /// @return false for one of another issuer, and when there are too many
    boolean enrol(X509Certificate certificate) {
        if (enrolled.size() >= MOST_ENROLLED || !isOwn(certificate)) {
            return false;
        }
        var _ = enrolled.computeIfAbsent(certificate.getSerialNumber(), _ -> open(certificate));
        return true;
    }

    private Enrolled open(X509Certificate certificate) {
        String name = Certificates.digest(Certificates.encoded(certificate)).substring(0, 32);
        Shelf shelf = new Shelf(parts.folder(source).resolve(name), LONGEST);
        for (byte[] kept : shelf.read()) {
            if (reading.read(kept, certificate, asOf(kept, certificate))
                    instanceof OcspReading.Read.Told told) {
                register(certificate, told);
                return new Enrolled(certificate, shelf, Optional.of(told), true);
            }
        }
        return new Enrolled(certificate, shelf, Optional.empty(), true);
    }

    /// A kept answer was verified when it came: its responder must have counted then.
    private static Instant asOf(byte[] kept, X509Certificate certificate) {
        try {
            var basic =
                    (org.bouncycastle.cert.ocsp.BasicOCSPResp)
                            new org.bouncycastle.cert.ocsp.OCSPResp(kept).getResponseObject();
            return basic.getProducedAt().toInstant();
        } catch (IOException
                | org.bouncycastle.cert.ocsp.OCSPException
                | RuntimeException unreadable) {
            return certificate.getNotBefore().toInstant();
        }
    }

    void forget(X509Certificate certificate) {
        var _ = enrolled.remove(certificate.getSerialNumber());
    }

    private boolean isOwn(X509Certificate certificate) {
        if (!certificate
                .getIssuerX500Principal()
                .equals(source.issuer().getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(source.issuer().getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException another) {
            return false;
        }
    }

    /// What is known of exactly this certificate.
    Optional<OcspReading.Read.Told> told(X509Certificate certificate) {
        return Optional.ofNullable(enrolled.get(certificate.getSerialNumber()))
                .filter(one -> one.certificate.equals(certificate))
                .flatMap(Enrolled::told);
    }

    @Override
    public boolean look() {
        int failures = 0;
        boolean all = true;
        for (Enrolled one : enrolled.values()) {
            if (parts.closing().getAsBoolean() || failures >= ENOUGH_FAILURES) {
                return false;
            }
            boolean good = look(one);
            failures = good ? 0 : failures + 1;
            all &= good;
        }
        return all;
    }

    private boolean look(Enrolled one) {
        byte[] request = OcspReading.request(one.certificate, source.issuer());
        for (URI address : source.addresses()) {
            switch (parts.fetcher().post(address, REQUEST, request, LONGEST)) {
                case Fetcher.Answer.Got got -> {
                    if (take(one, got.body()).isEmpty()) {
                        return true;
                    }
                }
                case Fetcher.Answer.Failed failed ->
                        health.bad(failed.failure(), parts.clock().instant());
            }
        }
        return false;
    }

    /// An answer about any certificate that is enrolled.
    @Override
    public Optional<SourceState.Failure> take(byte[] answer) {
        Optional<SourceState.Failure> last =
                failure(FetchRefusal.FOREIGN, "about no certificate that is enrolled");
        for (Enrolled one : enrolled.values()) {
            if (reading.read(answer, one.certificate, parts.clock().instant())
                    instanceof OcspReading.Read.Told) {
                return take(one, answer);
            }
        }
        return last;
    }

    private synchronized Optional<SourceState.Failure> take(Enrolled one, byte[] answer) {
        Instant now = parts.clock().instant();
        Optional<SourceState.Failure> failure =
                judge(one.certificate, answer, now)
                        .or(parts::keepRevoked)
                        .or(() -> keep(one.certificate, answer));
        failure.ifPresentOrElse(why -> health.bad(why, now), health::good);
        return failure.filter(why -> why.why() != FetchRefusal.NOT_KEPT);
    }

    private Optional<SourceState.Failure> judge(
            X509Certificate certificate, byte[] answer, Instant now) {
        OcspReading.Read.Told told;
        switch (reading.read(answer, certificate, now)) {
            case OcspReading.Read.Refused refused -> {
                return Optional.of(refused.failure());
            }
            case OcspReading.Read.Told read -> told = read;
        }
        if (told.asOf().isAfter(now.plus(Tiers.SKEW))) {
            return failure(FetchRefusal.FUTURE, "as of " + told.asOf());
        }
        Enrolled known = enrolled.get(certificate.getSerialNumber());
        if (known == null) {
            return Optional.empty();
        }
        register(certificate, told);
        if (known.told.filter(last -> isOlder(told, last, now)).isPresent()) {
            return failure(FetchRefusal.OLDER, "as of " + told.asOf());
        }
        boolean kept = known.kept && known.told.equals(Optional.of(told));
        enrolled.put(
                certificate.getSerialNumber(),
                new Enrolled(certificate, known.shelf, Optional.of(told), kept));
        parts.mark().heard(told.asOf(), now);
        return Optional.empty();
    }

    /// What was not kept, as on a full disk, is kept once it is told again.
    private Optional<SourceState.Failure> keep(X509Certificate certificate, byte[] answer) {
        Enrolled known = enrolled.get(certificate.getSerialNumber());
        if (known == null || known.kept) {
            return Optional.empty();
        }
        try {
            known.shelf.keep(answer);
        } catch (IOException full) {
            return failure(FetchRefusal.NOT_KEPT, full.toString());
        }
        enrolled.put(
                certificate.getSerialNumber(),
                new Enrolled(certificate, known.shelf, known.told, true));
        return Optional.empty();
    }

    private static boolean isOlder(
            OcspReading.Read.Told told, OcspReading.Read.Told last, Instant now) {
        return told.asOf().isBefore(last.asOf()) && !last.asOf().isAfter(now.plus(Tiers.SKEW));
    }

    private void register(X509Certificate certificate, OcspReading.Read.Told told) {
        if (told.revoked()) {
            parts.revoked()
                    .add(
                            certificate.getIssuerX500Principal(),
                            certificate.getSerialNumber(),
                            told.since().orElse(Instant.EPOCH));
        }
    }

    @Override
    public SourceState state(Instant now) {
        return health.state(
                enrolled.values().stream()
                        .flatMap(one -> one.told.stream())
                        .map(OcspReading.Read.Told::asOf)
                        .min(Instant::compareTo),
                now,
                Optional.empty(),
                (int) enrolled.values().stream().filter(one -> one.told.isPresent()).count());
    }

    private static Optional<SourceState.Failure> failure(FetchRefusal why, String detail) {
        return Optional.of(new SourceState.Failure(why, detail));
    }
}
