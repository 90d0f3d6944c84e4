// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.drills.SiteTruth.Acknowledged;
import org.holdfast.drills.SiteTruth.Form;
import org.holdfast.drills.SiteTruth.Sent;

/// What a load does beside papers and moves, a few in a run: blocks of people whom the load leaves
/// alone, lifts of some of these blocks, and withdrawals of papers that were acknowledged. The
/// first person's block stays. Thread-safe.
final class SiteDeeds {
    /// One in so many seconds.
    static final int SECONDS = 5;

    /// People whom nothing else in a load is about.
    private static final int PEOPLE = 3;

    private static final int TURNS = 5;

    /// Nobody is still asked for a paper that was told so long ago.
    private static final Duration SETTLED = Duration.ofSeconds(15);

    /// Codes that a site gives which has not heard yet of what shall be lifted or withdrawn.
    private static final Set<String> NOT_HEARD = Set.of("404 block-unknown", "404 paper-unknown");

    private final List<DemoOffice.Subject> people;
    private final SiteTruth truth;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> unsure = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private int turn;

    /// @param people as [#people] chose them
    SiteDeeds(List<DemoOffice.Subject> people, SiteTruth truth) {
        this.people = List.copyOf(people);
        this.truth = truth;
    }

    /// The last ones of an office, the same in each run; they may be one household.
    static List<DemoOffice.Subject> people(List<DemoOffice.Subject> all) {
        return all.subList(Math.max(0, all.size() - PEOPLE), all.size());
    }

    /// What is done next; empty when there is nothing to lift or to withdraw yet.
    synchronized Optional<Sent> next(String operation, SplittableRandom own) {
        int now = turn++;
        return switch (now % TURNS) {
            case 0 -> Optional.of(block(operation, now == 0 ? 0 : 1));
            case 2 -> Optional.of(block(operation, 2));
            case 1, 4 -> withdrawal(operation, own);
            default -> lift(operation);
        };
    }

    private Sent block(String operation, int person) {
        DemoOffice.Subject one = people.get(Math.min(person, people.size() - 1));
        return new Sent(Command.block(operation, one.office(), one.handle()), one.name());
    }

    private Optional<Sent> withdrawal(String operation, SplittableRandom own) {
        long until = System.nanoTime() - SETTLED.toNanos();
        List<Acknowledged> papers =
                truth.all().stream()
                        .filter(one -> one.form() == Form.PAPER && one.atNanos() - until < 0)
                        .filter(one -> !asked.contains(one.id()))
                        .toList();
        if (papers.isEmpty()) {
            return Optional.empty();
        }
        Acknowledged paper = papers.get(own.nextInt(papers.size()));
        asked.add(paper.id());
        String office = paper.what().command().office();
        return Optional.of(
                new Sent(Command.withdrawal(operation, office, paper.id()), paper.what().name()));
    }

    private Optional<Sent> lift(String operation) {
        String stays = people.getFirst().handle();
        Optional<Acknowledged> block =
                truth.all().stream()
                        .filter(one -> one.form() == Form.BLOCK && !asked.contains(one.id()))
                        .filter(one -> !one.what().command().target().equals(stays))
                        .findFirst();
        block.ifPresent(one -> asked.add(one.id()));
        return block.map(one -> {
            String office = one.what().command().office();
            return new Sent(Command.lift(operation, office, one.id()), one.what().name());
        });
    }

    /// Notes a refusal for good. Of what was to be lifted or withdrawn nobody knows then how it
    /// stands: another site may have done it in silence before.
    ///
    /// @param said status and code
    void refused(Sent what, String said) {
        refused.merge(said, 1, Integer::sum);
        unsure.add(what.command().target());
    }

    /// Whether this is one of the things that are noted here.
    static boolean is(Sent what) {
        Form form = Form.of(what.command());
        return form == Form.BLOCK || form == Form.LIFT || form == Form.WITHDRAWAL;
    }

    /// Refusals by status and code.
    Map<String, Integer> refused() {
        return Map.copyOf(refused);
    }

    /// Refusals that follow from nothing that a cut off site may say.
    List<String> wronglyRefused() {
        return refused.keySet().stream().filter(one -> !NOT_HEARD.contains(one)).sorted().toList();
    }

    /// Blocks and papers of which nobody knows whether they were lifted or withdrawn, by their ids.
    Set<String> unsure() {
        return Set.copyOf(unsure);
    }
}
