// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.holdfast.verifier.TrustList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A seal key is weak: its papers are signed again while the office goes on issuing and is killed
/// (`kill -9`) again and again. Passes when each paper of that key was signed again exactly once,
/// is shown as signed again, carries its file unchanged with one more signature that openssl and
/// the verifier accept, no paper issued since the order has the weak key, and nothing that was
/// acknowledged is lost.
public final class RekeyDrill {
    private static final String OFFICE = "kr-11110";
    private static final List<String> SERVICES =
            List.of("kr.resident-transcript", "kr.resident-abstract");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofMinutes(60);
    private static final int MOST_TRIES = 1_200;
    private static final double FULL_SPEED = 250;
    private static final double SECONDS_A_KILL = 4;
    private static final int LEAST_ISSUED = 10;
    private static final InstantSource CLOCK = InstantSource.system();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path data;
    private final SplittableRandom chance;
    private final long seed;
    private final Consumer<String> say;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, Object> figures = new TreeMap<>();

    /// What the office said of its end, and how much was done when it said so.
    private final List<Guess> guesses = new ArrayList<>();

    private record Guess(Instant said, Instant earliest, Instant latest) {}

    public RekeyDrill(Path data, long seed, Consumer<String> say) {
        this.data = data;
        this.seed = seed;
        this.chance = new SplittableRandom(seed);
        this.say = say;
    }

    /// Runs it.
    ///
    /// @param papers of the weak key
    /// @param kills of the office while it works
    /// @param rate papers issued a second meanwhile
    public DrillResult run(int papers, int kills, int rate)
            throws IOException, InterruptedException {
        figures.put("papers", papers);
        figures.put("kills", kills);
        figures.put("rate", rate);
        figures.put("seed", seed);
        try (OfficeProcess office =
                OfficeProcess.start(
                        data, 400, List.of("-Dholdfast.renewals.share=" + share(papers, kills)))) {
            prepare(office);
            Map<String, String> weak = issue(office, papers);
            say.accept(weak.size() + " papers of the key that is weak");
            String renewal = order(office);
            RekeyLoad load = new RekeyLoad(office.demo(), OFFICE, SERVICES, rate, seed);
            Instant end;
            try (load) {
                load.start();
                killed(office, renewal, kills, papers);
                end = finished(office, renewal);
                load.awaitAcknowledged(LEAST_ISSUED);
            }
            judge(office, renewal, weak);
            load(office, load);
            guesses(end);
        }
        return new DrillResult("rekey", findings.isEmpty(), figures, findings);
    }

    /// Of the time, so that the work lasts some seconds for each kill: the office signs some
    /// hundreds a second when it does nothing else.
    private static double share(int papers, int kills) {
        double seconds = SECONDS_A_KILL * (kills + 1);
        return Math.clamp(papers / (FULL_SPEED * seconds), 0.005, 0.5);
    }

    private OfficeClient operator(OfficeProcess office) {
        return new OfficeClient(office.base(), office.demo().person("operator", "").token());
    }

    private OfficeClient officer(OfficeProcess office) {
        return new OfficeClient(office.base(), office.demo().officer(OFFICE).token());
    }

    private void prepare(OfficeProcess office) throws IOException {
        try (OfficeClient operator = operator(office)) {
            must(
                    operator.send(
                            new Command(
                                    "drill-authorities-" + seed,
                                    "",
                                    "/api/v1/authorities",
                                    JSON.createObjectNode()),
                            LIMIT),
                    "authorities");
        }
    }

    private static JsonNode must(OfficeClient.Answer answer, String what) {
        if (answer.status() >= 300) {
            throw new DrillFault(what + ": " + answer.status() + " " + answer.text());
        }
        return answer.json();
    }

    /// Papers by id, with the SHA-256 of their files.
    private Map<String, String> issue(OfficeProcess office, int papers) throws IOException {
        Map<String, String> made = new LinkedHashMap<>();
        List<DemoOffice.Subject> subjects = office.demo().unrestricted(OFFICE);
        try (OfficeClient officer = officer(office)) {
            for (int i = 0; i < papers; i++) {
                OfficeClient.Order order =
                        new OfficeClient.Order(
                                new UUID(chance.nextLong(), chance.nextLong()).toString(),
                                SERVICES.get(i % SERVICES.size()),
                                OFFICE,
                                subjects.get(chance.nextInt(subjects.size())).handle(),
                                "drill");
                JsonNode paper = must(answered(officer, order), "a paper");
                String id = paper.required("id").stringValue();
                byte[] file = officer.get("/api/v1/issuances/" + id + "/document", LIMIT).body();
                made.put(id, Sha256.of(file).hex());
            }
        }
        return made;
    }

    private static OfficeClient.Answer answered(OfficeClient client, OfficeClient.Order order)
            throws IOException {
        OfficeClient.Answer answer = client.issue(order, LIMIT);
        for (int i = 0; answer.status() == 503 && i < MOST_TRIES; i++) {
            Pauses.of(Duration.ofMillis(50));
            answer = client.issue(order, LIMIT);
        }
        return answer;
    }

    private String order(OfficeProcess office) throws IOException {
        ObjectNode order = JSON.createObjectNode();
        order.put("office", OFFICE);
        order.put("cutOff", CLOCK.instant().plus(Duration.ofDays(1)).toString());
        order.put("reason", "drill");
        try (OfficeClient operator = operator(office)) {
            return must(
                            operator.send(
                                    new Command(
                                            "drill-rekey-" + seed, "", "/api/v1/renewals", order),
                                    LIMIT),
                            "the order")
                    .required("name")
                    .stringValue();
        }
    }

    /// Each kill when about so much more of the work is done, so that it is in the middle.
    private void killed(OfficeProcess office, String renewal, int kills, int papers)
            throws IOException, InterruptedException {
        int done = 0;
        for (int kill = 1; kill <= kills; kill++) {
            long wanted = (long) papers * kill / (kills + 1);
            long resigned = until(office, renewal, wanted);
            office.killOffice();
            done++;
            say.accept("kill " + kill + " of " + kills + " at " + resigned + " of " + papers);
            office.restart();
        }
        figures.put("killed", done);
    }

    private long until(OfficeProcess office, String renewal, long wanted) throws IOException {
        Instant late = CLOCK.instant().plus(LONGEST);
        try (OfficeClient operator = operator(office)) {
            while (CLOCK.instant().isBefore(late)) {
                long done = sum(own(operator, renewal), "resigned");
                if (done >= wanted) {
                    return done;
                }
                Pauses.of(Duration.ofMillis(20));
            }
        }
        throw new DrillFault("not " + wanted + " papers within " + LONGEST);
    }

    private static JsonNode own(OfficeClient operator, String renewal) throws IOException {
        return must(operator.get("/api/v1/renewals/" + renewal, LIMIT), "progress")
                .required("sites")
                .valueStream()
                .filter(site -> site.required("asked").booleanValue())
                .findFirst()
                .orElseThrow(() -> new DrillFault("the site has not taken the order up"));
    }

    private static long sum(JsonNode site, String figure) {
        return site.required("services")
                .valueStream()
                .mapToLong(service -> service.required(figure).longValue())
                .sum();
    }

    private Instant finished(OfficeProcess office, String renewal) throws IOException {
        Instant late = CLOCK.instant().plus(LONGEST);
        try (OfficeClient operator = operator(office)) {
            while (CLOCK.instant().isBefore(late)) {
                JsonNode site = own(operator, renewal);
                if (site.required("finished").booleanValue()) {
                    return CLOCK.instant();
                }
                JsonNode ends = site.required("ends");
                if (ends.isObject()) {
                    guesses.add(
                            new Guess(
                                    CLOCK.instant(),
                                    Instant.parse(ends.required("earliest").stringValue()),
                                    Instant.parse(ends.required("latest").stringValue())));
                }
                Pauses.of(Duration.ofMillis(250));
            }
        }
        throw new DrillFault("not finished within " + LONGEST);
    }

    private void judge(OfficeProcess office, String renewal, Map<String, String> weak)
            throws IOException, InterruptedException {
        try (OfficeClient operator = operator(office);
                OfficeClient officer = officer(office)) {
            JsonNode site = own(operator, renewal);
            long resigned = sum(site, "resigned");
            figures.put("resigned", (int) resigned);
            figures.put("stamped", (int) sum(site, "stamped"));
            figures.put("unreadable", site.required("unreadableCount").longValue());
            if (resigned != weak.size()) {
                findings.add(
                        "expected " + weak.size() + " signed again, the office counts " + resigned);
            }
            TrustList trust = TrustList.read(officer.get("/trust").text());
            ResignedJudge judge = new ResignedJudge(data.resolve("judged"), trust);
            int shown = 0;
            Set<String> keys = new HashSet<>();
            for (Map.Entry<String, String> paper : weak.entrySet()) {
                keys.add(one(officer, judge, paper.getKey(), paper.getValue()));
                shown++;
            }
            figures.put("judged", shown);
            if (keys.size() != 1) {
                findings.add("expected one new key, found " + keys.size());
            }
        }
    }

    /// @return the certificate that signed again, in hexadecimal digits of its SHA-256
    private String one(OfficeClient officer, ResignedJudge judge, String id, String sha256)
            throws IOException, InterruptedException {
        String here = "/api/v1/issuances/" + id;
        byte[] old = officer.get(here + "/document", LIMIT).body();
        if (!Sha256.of(old).hex().equals(sha256)) {
            findings.add("a paper's file is another than was issued");
        }
        OfficeClient.Answer again = officer.get(here + "/resigned", LIMIT);
        if (again.status() != 200) {
            findings.add("a paper was not signed again: " + again.status());
            return "";
        }
        byte[] whole = again.body();
        if (whole.length <= old.length || !Arrays.equals(Arrays.copyOf(whole, old.length), old)) {
            findings.add("a paper's first revision was changed");
        }
        OfficeClient.Answer evidence = officer.get(here + "/evidence-record", LIMIT);
        if (evidence.status() != 200) {
            findings.add("a paper has no evidence record: " + evidence.status());
        }
        JsonNode shown = must(officer.upload("/api/v1/verifications", old), "a verification");
        if (!shown.path("resigned").isObject()) {
            findings.add("a paper is not shown as signed again: " + shown.path("reason"));
        }
        Optional<String> refused = judge.refuses(whole, old.length);
        refused.ifPresent(findings::add);
        return judge.lastSigner();
    }

    private void load(OfficeProcess office, RekeyLoad load) throws IOException {
        figures.putAll(load.figures());
        try (OfficeClient officer = officer(office)) {
            for (String id : load.acknowledged()) {
                OfficeClient.Answer answer = officer.get("/api/v1/issuances/" + id, LIMIT);
                if (answer.status() != 200) {
                    findings.add("an acknowledged paper is lost: " + answer.status());
                }
            }
        }
        if (load.acknowledged().isEmpty()) {
            findings.add("nothing was issued meanwhile: the drill proved too little");
        }
    }

    /// How far each estimate was from the truth; those that were outside their own range.
    private void guesses(Instant end) {
        List<Long> off = new ArrayList<>();
        int outside = 0;
        for (Guess guess : guesses) {
            Instant middle =
                    guess.earliest()
                            .plus(Duration.between(guess.earliest(), guess.latest()).dividedBy(2));
            off.add(Duration.between(middle, end).abs().toMillis());
            boolean held =
                    !end.isBefore(guess.earliest().minusSeconds(2))
                            && !end.isAfter(guess.latest().plusSeconds(2));
            outside += held ? 0 : 1;
        }
        off.sort(Long::compare);
        figures.put("estimates", guesses.size());
        figures.put("estimatesOutsideTheirRange", outside);
        figures.put("estimateOffMillisMedian", off.isEmpty() ? -1 : off.get(off.size() / 2));
        figures.put("estimateOffMillisMost", off.isEmpty() ? -1 : off.getLast());
    }
}
