// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
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

    /// What came of it.
    ///
    /// @param status of HTTP; 0: nobody answered in time
    /// @param site that answered last; empty: none
    /// @param code of the refusal, or the kind of the error
    /// @param attempts how many ways were tried
    record Outcome(int status, String site, String code, int attempts, int number) {
        private static final int FILED = 202;

        /// What an officer must decide, or has refused, is not decided by asking again.
        private static final Set<String> DECIDED_BY_AN_OFFICER = Set.of("held", "refused");

        /// The code of what was filed is its state: `filed`, `held`, `refused`.
        static Outcome of(OfficeClient.Answer answer, String site, int attempt, int number) {
            String member = answer.status() == FILED ? "state" : "code";
            return new Outcome(
                    answer.status(),
                    site,
                    answer.json().path(member).asString(""),
                    attempt,
                    number);
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
        BlockingQueue<Outcome> answers = new LinkedBlockingQueue<>();
        long until = dueNanos + patience.toNanos();
        int at = home;
        int attempts = 0;
        int open = 0;
        Outcome last = new Outcome(0, "", "silent", 0, at);
        while (System.nanoTime() - until < 0) {
            if (open < nodes.count()) {
                launch(at, ++attempts, question, answers);
                open++;
            }
            long left = Math.min(SILENCE.toNanos(), until - System.nanoTime());
            Outcome answer = answers.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
            if (answer != null) {
                open--;
                if (answer.good() || answer.refused()) {
                    return answer;
                }
                last = answer;
                if (attempts % nodes.count() == 0) {
                    Pauses.of(BREATH);
                }
            }
            at++;
        }
        return new Outcome(0, last.site(), last.code(), attempts, at);
    }

    private void launch(int at, int attempt, Question question, BlockingQueue<Outcome> answers) {
        threads.execute(() -> {
            SiteNodes.Node node = nodes.node(at);
            try {
                OfficeClient.Answer answer = question.at(node, ATTEMPT);
                answers.add(Outcome.of(answer, node.site(), attempt, at));
            } catch (IOException away) {
                answers.add(
                        new Outcome(0, node.site(), away.getClass().getSimpleName(), attempt, at));
            }
        });
    }
}
