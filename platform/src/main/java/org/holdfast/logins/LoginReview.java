// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.pki.CertificateName;

/// What became of logins by certificate, once more is known than was when they were made.
///
/// @param open logins that rest on what was known before them, and that nothing newer has confirmed
///   yet
/// @param exceptions logins for a person to look at, newest first
public record LoginReview(long open, List<Finding> exceptions) {
    /// Why somebody is to look at a login.
    public enum Why {
        /// The certificate had been revoked before, and nobody here knew.
        REVOKED_BEFORE,
        /// Two officials let one of them in although too little was known.
        BROKEN_GLASS
    }

    /// A login for a person to look at.
    ///
    /// @param account who was let in
    /// @param asOf what was known then
    /// @param second who else signed
    /// @param reason what they gave as their reason; may be about anybody
    public record Finding(
            Instant at,
            Why why,
            String account,
            CertificateName certificate,
            Optional<Instant> asOf,
            Optional<String> second,
            Optional<String> reason) {
        /// Does not print the reason.
        @Override
        public String toString() {
            return "Finding[" + at + ", " + why + ", " + certificate.text() + "]";
        }
    }

    /// Each login once, by whichever of its certificates is worst.
    static LoginReview of(LoginBook book, Found found) {
        Map<LoginBook.Login, Optional<CertificateName>> revoked = new LinkedHashMap<>();
        for (CertificateName name : book.certificates()) {
            Optional<Instant> since = found.revoked(name);
            for (LoginBook.Login login : book.of(name)) {
                Optional<CertificateName> before =
                        since.filter(at -> !at.isAfter(login.at())).map(_ -> name);
                revoked.merge(login, before, (a, b) -> a.or(() -> b));
            }
        }
        long open = 0;
        List<Finding> exceptions = new ArrayList<>();
        for (var one : revoked.entrySet()) {
            LoginBook.Login login = one.getKey();
            if (one.getValue().isPresent()) {
                exceptions.add(finding(login, one.getValue(), Why.REVOKED_BEFORE));
                continue;
            }
            if (login.entered().glass().isPresent()) {
                exceptions.add(finding(login, login.entered().certificate(), Why.BROKEN_GLASS));
            }
            if (!isConfirmed(login, found)) {
                open++;
            }
        }
        exceptions.sort(Comparator.comparing(Finding::at).reversed());
        return new LoginReview(open, List.copyOf(exceptions));
    }

    /// By what is newer than the login, of each certificate that it rests on. Where one was revoked
    /// since, that it was is newer.
    private static boolean isConfirmed(LoginBook.Login login, Found found) {
        return Stream.concat(
                        login.entered().certificate().stream(),
                        login.entered().glass().map(LoginEntries.BrokenGlass::certificate).stream())
                .allMatch(name ->
                        found.revoked(name)
                                .or(() -> found.asOf(name))
                                .filter(moment -> !moment.isBefore(login.at()))
                                .isPresent());
    }

    private static Finding finding(LoginBook.Login login, Optional<CertificateName> name, Why why) {
        LoginEntries.Entered entered = login.entered();
        return new Finding(
                login.at(),
                why,
                entered.account(),
                name.orElseThrow(),
                entered.asOf(),
                entered.glass().map(LoginEntries.BrokenGlass::second),
                entered.glass().map(LoginEntries.BrokenGlass::reason));
    }

    /// What is known of certificates now.
    interface Found {
        /// Since when one counts no more.
        Optional<Instant> revoked(CertificateName name);

        /// As of when one is known to stand.
        Optional<Instant> asOf(CertificateName name);
    }
}
