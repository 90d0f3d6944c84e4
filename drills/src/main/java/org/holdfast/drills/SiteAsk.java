// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// How a client that knows three addresses asks: at one; at the next after an error, a 5xx, a 429
/// or a second of silence, with the same operation id, until somebody answers or its patience ends.
/// A way that is silent is not cut: what it says later is still heard. Thread-safe.
final class SiteAsk {
    private static final Duration SILENCE = Duration.ofSeconds(1);
    private static final Duration BREATH = Duration.ofMillis(100);

    /// The longest that one way is held open.
    private static final Duration ATTEMPT = Duration.ofSeconds(10);

    private final SiteNodes nodes;
    private final ExecutorService threads;

    SiteAsk(SiteNodes nodes, ExecutorService threads) {
        this.nodes = nodes;
        this.threads = threads;
    }

    /// One question at one node; hears its own good answer before anybody else does.
    interface Question {
        OfficeClient.Answer at(SiteNodes.Node node, Duration limit) throws IOException;
    }

    /// One way that was tried, and what it came to before the question was ended.
    ///
    /// @param site that was asked
    /// @param afterMillis the way was begun so long after the question was due
    /// @param tookMillis until its answer, or until the question was ended
    /// @param said status of HTTP and code, the kind of the error, or `silent`
    record Way(String site, long afterMillis, long tookMillis, String said) {}

    /// What came of it.
    ///
    /// @param status of HTTP; 0: nobody answered in time
    /// @param site that answered last; empty: none
    /// @param code of the refusal, or the kind of the error
    /// @param number of the node that answered
    /// @param ways that were tried, in their order
    record Outcome(int status, String site, String code, int number, List<Way> ways) {
        private static final int FILED = 202;

        /// What an officer must decide, or has refused, is not decided by asking again.
        private static final Set<String> DECIDED_BY_AN_OFFICER = Set.of("held", "refused");

        /// The code of what was filed is its state: `filed`, `held`, `refused`.
        static Outcome of(OfficeClient.Answer answer, String site, int number) {
            String member = answer.status() == FILED ? "state" : "code";
            return new Outcome(
                    answer.status(),
                    site,
                    answer.json().path(member).asString(""),
                    number,
                    List.of());
        }

        Outcome by(List<Way> tried) {
            return new Outcome(status, site, code, number, tried);
        }

        String said() {
            return status == 0 ? code : (status + " " + code).strip();
        }

        boolean good() {
            return status == 200 || status == 201;
        }

        /// Will not be answered otherwise when asked again.
        boolean refused() {
            return (status >= 400 && status < 500 && status != 429)
                    || (status == FILED && DECIDED_BY_AN_OFFICER.contains(code));
        }
    }

    /// @param home number of the node to ask first
    /// @param patience from `dueNanos` on
    Outcome ask(int home, long dueNanos, Duration patience, Question question)
            throws InterruptedException {
        Ways ways = new Ways(dueNanos);
        long until = dueNanos + patience.toNanos();
        int at = home;
        int open = 0;
        Outcome last = new Outcome(0, "", "silent", at, List.of());
        while (System.nanoTime() - until < 0) {
            if (open < nodes.count()) {
                launch(at, ways, question);
                open++;
            }
            long left = Math.min(SILENCE.toNanos(), until - System.nanoTime());
            Outcome answer = ways.heard.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
            if (answer != null) {
                open--;
                if (answer.good() || answer.refused()) {
                    return answer.by(ways.tried());
                }
                last = answer;
                if (ways.count() % nodes.count() == 0) {
                    Pauses.of(BREATH);
                }
            }
            at++;
        }
        return new Outcome(0, last.site(), last.code(), at, ways.tried());
    }

    private void launch(int at, Ways ways, Question question) {
        SiteNodes.Node node = nodes.node(at);
        int way = ways.begin(node.site());
        threads.execute(() -> {
            try {
                ways.end(way, Outcome.of(question.at(node, ATTEMPT), node.site(), at));
            } catch (IOException away) {
                String kind = away.getClass().getSimpleName();
                ways.end(way, new Outcome(0, node.site(), kind, at, List.of()));
            }
        });
    }

    /// The ways of one question. Thread-safe.
    private static final class Ways {
        private final long dueNanos;
        private final BlockingQueue<Outcome> heard = new LinkedBlockingQueue<>();
        private final List<Way> tried = new ArrayList<>();

        Ways(long dueNanos) {
            this.dueNanos = dueNanos;
        }

        private long millis() {
            return (System.nanoTime() - dueNanos) / 1_000_000;
        }

        /// Answers its number.
        synchronized int begin(String site) {
            tried.add(new Way(site, millis(), -1, ""));
            return tried.size() - 1;
        }

        void end(int number, Outcome outcome) {
            synchronized (this) {
                Way way = tried.get(number);
                tried.set(number, ended(way, outcome.said()));
            }
            heard.add(outcome);
        }

        private Way ended(Way way, String said) {
            return new Way(way.site(), way.afterMillis(), millis() - way.afterMillis(), said);
        }

        synchronized int count() {
            return tried.size();
        }

        synchronized List<Way> tried() {
            return tried.stream()
                    .map(way -> way.said().isEmpty() ? ended(way, "silent") : way)
                    .toList();
        }
    }
}
