// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.io.IOException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.database.Rounds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What outside authorities say, fetched at a tenth of the bound for full standing by a thread for
/// each source, three last good answers of each on disk. Whoever asks gets what is in memory. A
/// start reads the folder and needs nobody outside. Thread-safe.
public final class StatusStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusStore.class);

    /// Looks within the bound for full standing.
    private static final int LOOKS = 10;

    /// Where nothing came, it is looked again so many times as often.
    private static final int SOONER = 6;

    private final StoreSettings settings;
    private final PathRules rules;
    private final InstantSource clock;
    private final Fetcher fetcher;
    private final RevokedRegister revoked;
    private final ClockMark mark;
    private final List<Keeper> keepers = new ArrayList<>();
    private final List<Rounds> rounds = new ArrayList<>();
    private volatile boolean closing;

    /// Reads what is kept; fetches nothing before [#start].
    public StatusStore(
            StoreSettings settings, Strength strength, PathRules rules, InstantSource clock) {
        this.settings = settings;
        this.rules = rules;
        this.clock = clock;
        this.fetcher = new Fetcher(settings.deadline());
        this.revoked = new RevokedRegister(settings.folder().resolve("revoked"));
        this.mark = new ClockMark(settings.folder().resolve("clock"));
        Keeper.Parts parts =
                new Keeper.Parts(
                        fetcher, settings.folder(), strength, revoked, mark, clock, () -> closing);
        for (Source source : settings.sources()) {
            keepers.add(
                    switch (source) {
                        case Source.Crl list -> new ListKeeper(list, parts);
                        case Source.Ocsp responder -> new OcspKeeper(responder, parts);
                        case Source.TrustList list -> new TrustKeeper(list, parts, this::keepsOurs);
                    });
        }
    }

    /// Begins to follow; once.
    public void start() {
        Duration pause = settings.tiers().full().dividedBy(LOOKS);
        for (Keeper keeper : keepers) {
            Rounds one =
                    new Rounds(
                            "status-" + keeper.source().name(),
                            () -> kept(isGood(keeper) ? pause : pause.dividedBy(SOONER)));
            rounds.add(one);
            one.start();
        }
    }

    /// An outer edge: what a bug makes of somebody's bytes must not end the thread that follows
    /// them.
    private static boolean isGood(Keeper keeper) {
        try {
            return keeper.look();
        } catch (RuntimeException bug) {
            LOG.error("{} cannot be followed", keeper.source().name(), bug);
            return false;
        }
    }

    private Duration kept(Duration pause) {
        mark.keep(clock.instant());
        return pause;
    }

    /// One look at a source by the thread that calls: for people, never for a request.
    ///
    /// @return whether something good came
    public boolean look(String source) {
        boolean good = keeper(source).map(Keeper::look).orElse(false);
        mark.keep(clock.instant());
        return good;
    }

    /// What a person brings from elsewhere, as on a stick: judged as if it had been fetched.
    ///
    /// @return empty where it was taken
    public Optional<SourceState.Failure> bring(String source, byte[] answer) {
        return keeper(source)
                .map(keeper -> keeper.take(answer))
                .orElseGet(() ->
                        Optional.of(
                                new SourceState.Failure(
                                        FetchRefusal.FOREIGN, "no source " + source)));
    }

    /// A person takes the trust list that waits, whatever it ends.
    ///
    /// @param digest SHA-256 of what was looked at, as [SourceState#waiting] says it
    /// @return false where another one waits, or none
    public boolean accept(String source, String digest) {
        return keeper(source)
                .map(keeper -> keeper instanceof TrustKeeper list && list.accept(digest))
                .orElse(false);
    }

    private Optional<Keeper> keeper(String name) {
        return keepers.stream().filter(one -> one.source().name().equals(name)).findFirst();
    }

    /// From now on responders of its issuer are asked about it. Enrolments are the caller's to
    /// keep: after a start they are made again.
    ///
    /// @return whether any responder is
    public boolean enrol(X509Certificate certificate) {
        boolean any = false;
        for (Keeper keeper : keepers) {
            any |= keeper instanceof OcspKeeper responder && responder.enrol(certificate);
        }
        return any;
    }

    /// They are no more.
    public void forget(X509Certificate certificate) {
        for (Keeper keeper : keepers) {
            if (keeper instanceof OcspKeeper responder) {
                responder.forget(certificate);
            }
        }
    }

    /// Somebody here says that it is revoked: from now on and for ever, whatever others say.
    ///
    /// @return false when it counts, but is not kept on disk yet
    public boolean revoke(X509Certificate certificate) {
        revoked.add(
                certificate.getIssuerX500Principal(),
                certificate.getSerialNumber(),
                clock.instant());
        try {
            revoked.keep();
            return true;
        } catch (IOException full) {
            return false;
        }
    }

    /// Whether anybody who may say so has ever called it revoked.
    public boolean isRevoked(X509Certificate certificate) {
        return revoked.has(certificate);
    }

    /// Since when, as far as anybody says; the epoch where nobody does.
    public Optional<Instant> revokedSince(X509Certificate certificate) {
        return revoked.since(certificate);
    }

    /// Who is believed now.
    public List<X509Certificate> anchors() {
        Set<X509Certificate> anchors = new LinkedHashSet<>(settings.anchors());
        for (Keeper keeper : keepers) {
            if (keeper instanceof TrustKeeper list) {
                anchors.addAll(list.anchors());
            }
        }
        return List.copyOf(anchors);
    }

    /// What lists say now, with everything that is known as revoked.
    public StatusLists lists() {
        List<X509CRL> lists = new ArrayList<>();
        Set<X509Certificate> signers = new LinkedHashSet<>();
        for (Keeper keeper : keepers) {
            switch (keeper.source()) {
                case Source.Crl source -> {
                    signers.add(source.issuer());
                    signers.add(source.signer());
                }
                case Source.Ocsp source -> signers.add(source.issuer());
                case Source.TrustList _ -> {}
            }
            if (keeper instanceof ListKeeper list) {
                list.current().ifPresent(lists::add);
            }
        }
        return new StatusLists(lists, signers, revoked::has);
    }

    /// The newest that responders say of it.
    Optional<OcspReading.Read.Told> told(X509Certificate certificate) {
        return keepers.stream()
                .filter(OcspKeeper.class::isInstance)
                .flatMap(keeper -> ((OcspKeeper) keeper).told(certificate).stream())
                .max(Comparator.comparing(OcspReading.Read.Told::asOf));
    }

    /// Whether this machine's clock shows less than it has shown, or than authorities have signed.
    public boolean isClockDoubted() {
        return mark.isDoubted(clock.instant());
    }

    /// How all sources stand, for the console.
    public List<SourceState> sources() {
        Instant now = clock.instant();
        return keepers.stream().map(keeper -> keeper.state(now)).toList();
    }

    /// What stands today must stand with the new anchors.
    private boolean keepsOurs(List<X509Certificate> fresh) {
        List<X509Certificate> after = new ArrayList<>(settings.anchors());
        after.addAll(fresh);
        return settings.own().stream()
                .allMatch(chain -> !leads(chain, anchors()) || leads(chain, after));
    }

    private boolean leads(List<X509Certificate> chain, List<X509Certificate> anchors) {
        return rules.judge(
                        new Question(
                                Certificates.encoded(chain.getFirst()),
                                chain.stream().skip(1).map(Certificates::encoded).toList(),
                                anchors,
                                Optional.empty(),
                                Question.Policies.ANY,
                                clock.instant()))
                instanceof Verdict.Valid;
    }

    /// Ends what is under way; what is kept stays.
    @Override
    public void close() {
        closing = true;
        fetcher.close();
        rounds.forEach(Rounds::close);
    }
}
