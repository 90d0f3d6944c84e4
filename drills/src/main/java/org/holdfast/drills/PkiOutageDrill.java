// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.holdfast.drills.OfficialLogins.Card;
import org.holdfast.drills.OfficialLogins.Phase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An authority outside, whose certificates officials log in by, accepts every connection and says
/// nothing; then loses long packets; then is back. One official is revoked while nobody can hear
/// it. Passes when officials went on logging in, no login has waited for the authority, who was
/// revoked is out once that can be known, and what they did meanwhile lies before a person.
public final class PkiOutageDrill {
    private static final int OFFICIALS = 24;
    private static final double AT_LEAST_PER_MILLE = 999.0;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration CALM = Duration.ofSeconds(10);

    /// Our own time that logins shall take at most at the 99th percentile; a target, as it is of
    /// the machine too.
    private static final long TARGET_P99_MICROS = 50_000;

    /// A source is asked for at most so long, by one thread.
    private static final int LONGEST_LOOK_SECONDS = 3;

    private static final int SOURCES = 2;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path data;
    private final long seed;
    private final Consumer<String> say;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, Object> figures = new TreeMap<>();

    public PkiOutageDrill(Path data, long seed, Consumer<String> say) {
        this.data = data;
        this.seed = seed;
        this.say = say;
    }

    /// Runs it.
    ///
    /// @param outage how long the authority is silent, and then how long long packets are lost; the
    ///   bound for full standing is a third of it, the others in proportion to the usual ones
    /// @param perSecond logins
    public DrillResult run(Duration outage, int perSecond)
            throws IOException, InterruptedException {
        Duration full = Duration.ofSeconds(Math.max(10, outage.toSeconds() / 3));
        figures.put("outageSeconds", outage.toSeconds());
        figures.put("fullSeconds", full.toSeconds());
        figures.put("loginsPerSecond", perSecond);
        try (OutageAuthority authority = new OutageAuthority(seed)) {
            write(authority, full);
            try (OfficeProcess office = OfficeProcess.start(data, 400, List.of());
                    OfficeClient operator =
                            new OfficeClient(
                                    office.base(), office.demo().person("operator", "").token())) {
                List<Card> cards = cards(authority, office, operator);
                new Run(authority, new OfficialLogins(office.base()), operator, office.base())
                        .all(cards, outage, full, perSecond);
            }
        }
        return new DrillResult("pki-outage", findings.isEmpty(), figures, findings);
    }

    private void write(OutageAuthority authority, Duration full) throws IOException {
        Path folder = data.resolve("outside");
        Files.createDirectories(folder);
        try {
            Files.writeString(
                    folder.resolve("root.pem"),
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                    .encodeToString(authority.certificate().getEncoded())
                            + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
        ObjectNode settings = JSON.createObjectNode();
        settings.putArray("anchors").add("root.pem");
        settings.put("full", full.toString());
        settings.put("marked", full.multipliedBy(12).toString());
        settings.put("counter", full.multipliedBy(72).toString());
        var sources = settings.putArray("sources");
        for (String kind : List.of("crl", "ocsp")) {
            ObjectNode source = sources.addObject();
            source.put("name", "outside-" + kind).put("kind", kind).put("issuer", "root.pem");
            source.putArray("addresses").add(authority.address("/" + kind));
        }
        Files.writeString(folder.resolve("authorities.json"), JSON.writeValueAsString(settings));
    }

    private List<Card> cards(OutageAuthority authority, OfficeProcess office, OfficeClient operator)
            throws IOException {
        List<DemoOffice.Person> officers =
                office.demo().people().stream()
                        .filter(one -> one.role().equals("officer") && !one.account().isEmpty())
                        .toList();
        List<Card> cards = new ArrayList<>();
        for (int i = 0; i < OFFICIALS; i++) {
            KeyPair key = OutageAuthority.keys();
            Card card = new Card("official " + i, authority.official("official " + i, key), key);
            ObjectNode order = JSON.createObjectNode();
            order.put("account", officers.get(i % officers.size()).account());
            order.put("certificate", card.base64());
            OfficeClient.Answer bound =
                    operator.send(
                            new Command(
                                    "drill-bind-" + seed + "-" + i,
                                    "",
                                    "/api/v1/outside-certificates",
                                    order),
                            LIMIT);
            if (bound.status() != 201) {
                throw new DrillFault(
                        "a certificate was not bound: " + bound.status() + " " + bound.text());
            }
            cards.add(
                    new Card(
                            bound.json().required("name").stringValue(),
                            card.certificate(),
                            card.key()));
        }
        return cards;
    }

    /// One run on an office that is up.
    private final class Run {
        private final OutageAuthority authority;
        private final OfficialLogins logins;
        private final OfficeClient operator;
        private final String base;

        Run(OutageAuthority authority, OfficialLogins logins, OfficeClient operator, String base) {
            this.authority = authority;
            this.logins = logins;
            this.operator = operator;
            this.base = base;
        }

        void all(List<Card> cards, Duration outage, Duration full, int perSecond)
                throws IOException, InterruptedException {
            if (!await(Duration.ofMinutes(1), this::allKnown)) {
                throw new DrillFault("the office has not heard the authority within a minute");
            }
            logins.during(cards, perSecond, CALM); // code is compiled meanwhile
            phase("calm", cards, perSecond, CALM);
            authority.manner(OutageAuthority.Manner.SILENT);
            phase("silent", cards, perSecond, outage.dividedBy(2));
            authority.revoke(cards.getFirst().certificate());
            say.accept("one official is revoked, and nobody can hear it");
            phase("silentRevoked", cards, perSecond, outage.dividedBy(2));
            Optional<String> token = enter(cards.getFirst()).token();
            List<Card> rest = cards.subList(1, cards.size());
            authority.manner(OutageAuthority.Manner.LOSES_LONG);
            phase("longPacketsLost", rest, perSecond, outage);
            authority.manner(OutageAuthority.Manner.ANSWERS);
            heard(cards.getFirst(), token, full);
            phase("healed", rest, perSecond, CALM);
            review(cards.getFirst());
        }

        private boolean allKnown() {
            try {
                JsonNode list = operator.get("/api/v1/outside-certificates").json();
                return list.path("certificates")
                        .valueStream()
                        .allMatch(one -> one.path("tier").asString("").equals("full"));
            } catch (IOException fault) {
                return false;
            }
        }

        private OfficialLogins.Outcome enter(Card card) {
            try (OfficeClient client = new OfficeClient(base, "nobody")) {
                return logins.enter(client, card);
            } catch (IOException fault) {
                throw new DrillFault("the office does not answer", fault);
            }
        }

        private void phase(String name, List<Card> cards, int perSecond, Duration time)
                throws InterruptedException {
            long before = authority.visits();
            Phase phase = logins.during(cards, perSecond, time);
            long visits = authority.visits() - before;
            figures.put(name + "Tried", phase.tried());
            figures.put(name + "In", phase.in());
            figures.put(name + "Late", phase.late());
            figures.put(name + "Refused", phase.refused());
            figures.put(name + "Failed", phase.failed());
            figures.put(name + "P50Micros", phase.p50Micros());
            figures.put(name + "P99Micros", phase.p99Micros());
            figures.put(name + "Tiers", phase.tiers());
            figures.put(name + "Visits", visits);
            say.accept(
                    "%s: %d of %d in within %d s, p50 %.1f ms, p99 %.1f ms, on %s; %d connections to the authority"
                            .formatted(
                                    name,
                                    phase.in() - phase.late(),
                                    phase.tried(),
                                    OfficialLogins.PATIENCE.toSeconds(),
                                    phase.p50Micros() / 1e3,
                                    phase.p99Micros() / 1e3,
                                    phase.tiers(),
                                    visits));
            if (phase.perMille() < AT_LEAST_PER_MILLE) {
                findings.add(
                        "%s: %d of %d logins were in within %d s, fewer than 999 of 1,000"
                                .formatted(
                                        name,
                                        phase.in() - phase.late(),
                                        phase.tried(),
                                        OfficialLogins.PATIENCE.toSeconds()));
            }
            if (phase.p99Micros() > TARGET_P99_MICROS) {
                figures.put(name + "MissedP99", true);
            }
            long most = SOURCES * (time.toSeconds() / LONGEST_LOOK_SECONDS + 2);
            if (name.startsWith("silent") && visits > most) {
                findings.add(
                        "%s: %d connections to an authority that is silent, where its threads make %d at most"
                                .formatted(name, visits, most));
            }
        }

        /// The revoked official is refused once the office has heard, and what they opened ends.
        private void heard(Card revoked, Optional<String> token, Duration full) {
            long begun = System.nanoTime();
            Duration within = full.plusSeconds(10);
            boolean out = await(within, () -> enter(revoked).token().isEmpty());
            figures.put("revokedOutMillis", (System.nanoTime() - begun) / 1_000_000);
            if (!out) {
                findings.add(
                        "who was revoked still logs in "
                                + within.toSeconds()
                                + " s after the authority is back");
            }
            if (token.isEmpty()) {
                return;
            }
            try (OfficeClient theirs = new OfficeClient(base, token.get())) {
                boolean ended =
                        await(
                                Duration.ofSeconds(5),
                                () -> {
                                    try {
                                        return theirs.get("/api/v1/filings").status() == 401;
                                    } catch (IOException fault) {
                                        return false;
                                    }
                                });
                if (!ended) {
                    findings.add("what the revoked official had opened has not ended");
                }
            }
        }

        private void review(Card revoked) throws IOException {
            long begun = System.nanoTime();
            boolean done =
                    await(
                            Duration.ofMinutes(4),
                            () -> {
                                try {
                                    return operator.get("/api/v1/logins/review")
                                                    .json()
                                                    .path("open")
                                                    .asLong(-1)
                                            == 0;
                                } catch (IOException fault) {
                                    return false;
                                }
                            });
            figures.put("confirmedMillis", (System.nanoTime() - begun) / 1_000_000);
            if (!done) {
                findings.add("logins on old knowledge were not checked again within 4 min");
            }
            JsonNode review = operator.get("/api/v1/logins/review").json();
            long listed =
                    review.path("exceptions")
                            .valueStream()
                            .filter(one ->
                                    one.path("certificate").asString("").equals(revoked.name()))
                            .filter(one -> one.path("why").asString("").equals("revoked-before"))
                            .count();
            long others = review.path("exceptions").size() - listed;
            figures.put("exceptionsOfTheRevoked", listed);
            if (listed == 0) {
                findings.add("nobody is told what the revoked official did meanwhile");
            }
            if (others != 0) {
                findings.add(others + " logins of others are called exceptions");
            }
        }
    }

    private static boolean await(Duration most, BooleanSupplier done) {
        long end = System.nanoTime() + most.toNanos();
        while (System.nanoTime() - end < 0) {
            if (done.getAsBoolean()) {
                return true;
            }
            Pauses.of(Duration.ofMillis(250));
        }
        return done.getAsBoolean();
    }
}
