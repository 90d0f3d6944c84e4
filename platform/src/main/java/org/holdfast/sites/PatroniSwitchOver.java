// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.identity.Principal;
import org.holdfast.ledger.LedgerFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// Asks this site's Patroni, with the primary that was seen and the site that shall take over: when
/// the primary is another by then, Patroni refuses, so two demands of two consoles never move it
/// twice. One demand at a time in this process.
final class PatroniSwitchOver implements SwitchOver {
    private static final Logger LOG = LoggerFactory.getLogger(PatroniSwitchOver.class);
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /// Patroni answers when it is done.
    private static final Duration ANSWER = Duration.ofSeconds(40);

    private static final int LONGEST_WORDS = 300;
    private static final String SICK = "site-loses-long-packets-";
    private static final String LOST = "long-packets-lost-";

    private final WatchSettings settings;
    private final SiteWatch watch;
    private final SwitchOverLog log;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final ExecutorService crew = Executors.newVirtualThreadPerTaskExecutor();

    private volatile boolean closed;

    @GuardedBy("this")
    private String running = "";

    PatroniSwitchOver(WatchSettings settings, SiteWatch watch, SwitchOverLog log) {
        this.settings = settings;
        this.watch = watch;
        this.log = log;
    }

    @Override
    public Check check(String to) {
        Standing now = settings.isAlone() ? watch.standing() : watch.asked();
        return refusal(now, to)
                .<Check>map(Check.Refused::new)
                .orElseGet(() -> new Check.Ready(now.primary().orElseThrow(), to));
    }

    @Override
    public Optional<Refusal> refusal(Standing now, String to) {
        if (settings.isAlone()) {
            return Optional.of(Refusal.ALONE);
        }
        if (settings.patroni().isEmpty()) {
            return Optional.of(Refusal.NO_LOGIN);
        }
        Optional<SiteState> seen = now.of(to);
        if (seen.isEmpty()) {
            return Optional.of(Refusal.UNKNOWN_SITE);
        }
        Optional<String> primary = now.primary();
        if (primary.isEmpty()) {
            return Optional.of(Refusal.NO_PRIMARY);
        }
        return primary.get().equals(to)
                ? Optional.of(Refusal.IS_PRIMARY)
                : unfit(now, seen.get(), to);
    }

    private static Optional<Refusal> unfit(Standing now, SiteState target, String to) {
        long lag = target.database().lagBytes();
        if (!now.synchronous().equals(Optional.of(to))) {
            return Optional.of(Refusal.NOT_SYNCHRONOUS);
        }
        if (lag < 0 || lag > MOST_LAG_BYTES) {
            return Optional.of(Refusal.BEHIND);
        }
        if (!target.node().equals("ready")) {
            return Optional.of(Refusal.NODE_NOT_READY);
        }
        if (!List.of("leader", "follower").contains(target.etcd())) {
            return Optional.of(Refusal.ETCD_NOT_READY);
        }
        return losesPackets(now, to) ? Optional.of(Refusal.LOSES_PACKETS) : Optional.empty();
    }

    private static boolean losesPackets(Standing now, String to) {
        return now.sites().stream()
                .flatMap(one -> one.report().stream())
                .flatMap(report -> report.alarms().stream())
                .map(OpenAlarm::name)
                .anyMatch(name ->
                        name.equals(SICK + to)
                                || (name.startsWith(LOST)
                                        && List.of(name.substring(LOST.length()).split("-", -1))
                                                .contains(to)));
    }

    @Override
    public synchronized Answer demand(Demand demand) {
        Optional<Progress> before = progress(demand.who(), demand.operation());
        if (before.isPresent()) {
            boolean same =
                    before.get().to().equals(demand.to())
                            && before.get().reason().equals(demand.reason());
            return same
                    ? new Answer.Taken(before.get(), true)
                    : new Answer.Refused(Refusal.OTHER_REQUEST);
        }
        if (!running.isEmpty()) {
            return new Answer.Refused(Refusal.RUNNING);
        }
        if (!demand.typed().equals(demand.to())) {
            return new Answer.Refused(Refusal.NAME_DIFFERS);
        }
        if (demand.reason().isBlank() || demand.reason().length() > LONGEST_REASON) {
            return new Answer.Refused(Refusal.REASON_MISSING);
        }
        return switch (check(demand.to())) {
            case Check.Refused(Refusal why) -> new Answer.Refused(why);
            case Check.Ready(String from, String _)
                    when demand.from().filter(seen -> !seen.equals(from)).isPresent() ->
                    new Answer.Refused(Refusal.PRIMARY_MOVED);
            case Check.Ready(String from, String to) -> {
                Progress asked = log.demanded(demand, from);
                running = demand.operation();
                crew.execute(() -> move(demand.who(), asked));
                yield new Answer.Taken(asked, false);
            }
        };
    }

    /// A request's own end of waiting does not cover the body.
    private HttpResponse<String> whole(HttpRequest request)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        try {
            return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException silent) {
            throw new IOException("no whole answer", silent);
        } finally {
            answer.cancel(true);
        }
    }

    /// The outer edge of the thread that waits for Patroni.
    private void move(Principal who, Progress asked) {
        try {
            HttpResponse<String> answer = whole(request(asked));
            String words = answer.statusCode() + " " + answer.body().strip();
            end(who, asked, state(answer, asked.to()), words);
        } catch (IOException silent) {
            if (closed) {
                return; // nothing is known, and nothing is written down
            }
            // the demand itself may lie in etcd by now
            boolean moved = watch.asked().primary().equals(Optional.of(asked.to()));
            String words = "no answer: " + silent.getClass().getSimpleName();
            end(who, asked, moved ? State.MOVED : State.UNKNOWN, words);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            through();
        }
    }

    /// Patroni answers 200 also when another site than the wanted one has won (`failed over to "c"
    /// instead of "b"`; 3.0.2, api.py).
    private State state(HttpResponse<String> answer, String to) {
        if (answer.statusCode() / 100 != 2) {
            return State.REFUSED;
        }
        boolean other = answer.body().contains(" instead of ");
        boolean there = !other || watch.asked().primary().equals(Optional.of(to));
        return there ? State.MOVED : State.UNKNOWN;
    }

    private synchronized void through() {
        running = "";
    }

    private void end(Principal who, Progress asked, State state, String words) {
        try {
            String whole =
                    words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) : words;
            log.ended(who, asked, state, whole);
        } catch (LedgerFault full) {
            LOG.warn("what came of a switch-over was not written down: {}", full.getMessage());
        }
    }

    private HttpRequest request(Progress asked) {
        WatchSettings.Login login = settings.patroni().orElseThrow();
        String both = login.name() + ":" + login.password();
        return HttpRequest.newBuilder(settings.patroniAddress().resolve("/switchover"))
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(both.getBytes(StandardCharsets.UTF_8)))
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                JsonMapper.shared()
                                        .writeValueAsString(
                                                Map.of(
                                                        "leader",
                                                        asked.from(),
                                                        "candidate",
                                                        asked.to()))))
                .build();
    }

    @Override
    public Optional<Progress> progress(Principal who, String operation) {
        return log.find(who, operation).map(this::now);
    }

    /// A demand without an end: it runs, or its process died. Then the primary's place decides.
    private Progress now(Progress one) {
        if (one.state() != State.ASKED || isRunning(one.operation())) {
            return one;
        }
        boolean there = watch.standing().primary().equals(Optional.of(one.to()));
        return new Progress(
                one.operation(),
                one.from(),
                one.to(),
                one.by(),
                one.reason(),
                one.at(),
                there ? State.MOVED : State.UNKNOWN,
                "");
    }

    private synchronized boolean isRunning(String operation) {
        return running.equals(operation);
    }

    @Override
    public List<Progress> past(int most) {
        return log.past(most).stream().map(this::now).toList();
    }

    @Override
    public void close() {
        closed = true;
        crew.shutdownNow();
        client.shutdownNow();
    }
}
