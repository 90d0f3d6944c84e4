// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.holdfast.database.Rounds;
import org.holdfast.ledger.Audits;
import org.holdfast.ledger.Ledger;
import org.holdfast.registers.CopyState;
import org.holdfast.sites.OpenAlarm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks once a second whether this office still does all that it is there for, in a thread of its
/// own. What is wrong is an open alarm (the page Sites, the consoles of other sites, the log), and
/// closes when it is over. A journal that has stopped makes the office not ready: it goes on
/// reading and acknowledges nothing new.
///
/// Journals that a full or failing disk has stopped go on by a start, which opens the next origin
/// (decision 6) and carries over what was durable. Once the disk takes writes again this asks for
/// one; it never reopens a journal under those who use it.
final class OfficeWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OfficeWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final CopyState.Watch copy;
    private final Readiness readiness;
    private final DiskRoom room;
    private final InstantSource clock;
    private final Rounds rounds = new Rounds("office-watch", this::once);
    private volatile Map<String, OpenAlarm> open = Map.of();
    private volatile Optional<String> startAgain = Optional.empty();

    /// @param room of the journals
    OfficeWatch(
            Ledger ledger,
            CopyState.Watch copy,
            Readiness readiness,
            DiskRoom room,
            InstantSource clock) {
        this.ledger = ledger;
        this.copy = copy;
        this.readiness = readiness;
        this.room = room;
        this.clock = clock;
    }

    void begin() {
        rounds.start();
    }

    /// The outer edge: a look that fails is repeated.
    private Duration once() {
        try {
            look();
        } catch (RuntimeException again) {
            LOG.warn("the office could not look at itself", again);
        }
        return EVERY;
    }

    private void look() {
        List<Audits.Stopped> stopped = ledger.audits().stopped();
        Map<String, String> wrong = new TreeMap<>();
        for (Audits.Stopped one : stopped) {
            wrong.put(
                    "journal-stopped-" + one.journal(),
                    "journal "
                            + one.journal()
                            + " takes no more entries: "
                            + (one.disk()
                                    ? "a write failed. The office starts itself again once its disk"
                                            + " takes writes"
                                    : "a person has to look: " + one.why()));
        }
        copy.now()
                .filter(CopyState::isLate)
                .ifPresent(late ->
                        wrong.put(
                                "own-copy-late",
                                "the own copy of the registers is behind the journal: "
                                        + late.fault().orElse("it is being folded")));
        if (readiness.state() == Readiness.State.READY) {
            readiness
                    .missing()
                    .forEach((site, words) -> wrong.put("node-journal-not-whole-" + site, words));
        }
        tell(wrong, stopped);
        readiness.stopped(stopped.stream().map(Audits.Stopped::journal).toList());
        boolean mends =
                !stopped.isEmpty()
                        && stopped.stream().allMatch(Audits.Stopped::disk)
                        && room.isThere();
        startAgain = mends ? Optional.of(why(stopped)) : Optional.empty();
    }

    private static String why(List<Audits.Stopped> stopped) {
        return stopped.stream()
                .map(Audits.Stopped::journal)
                .collect(
                        Collectors.joining(
                                " and ",
                                "a write had failed and stopped journal ",
                                "; the disk takes writes again"));
    }

    private void tell(Map<String, String> wrong, List<Audits.Stopped> stopped) {
        Map<String, OpenAlarm> before = open;
        Map<String, OpenAlarm> now = new LinkedHashMap<>();
        wrong.forEach((name, words) -> {
            OpenAlarm known = before.get(name);
            if (known == null) {
                LOG.error("ALARM {}: {} {}", name, words, stopped);
            }
            Instant since = known == null ? clock.instant() : known.since();
            now.put(name, new OpenAlarm(since, name, words));
        });
        before.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> LOG.info("ALARM {} is over", name));
        open = now;
    }

    /// What is wrong now.
    List<OpenAlarm> alarms() {
        return new ArrayList<>(open.values());
    }

    /// Why the office has to be started again to go on, in words; empty while it has not, or cannot
    /// be yet.
    Optional<String> startAgain() {
        return startAgain;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
