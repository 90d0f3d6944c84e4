// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the node journals of the other sites, in a thread of its own.
final class PeerFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerFollower.class);
    private static final long LOOK_MILLIS = 200;
    private static final long JOIN_MILLIS = 10_000;

    private final List<PeerJournal> journals;
    private final Map<PeerJournal, String> faults = new HashMap<>();
    private final Map<String, Supplier<Optional<Instant>>> levels = new HashMap<>();
    private final Map<String, Instant> heard = new ConcurrentHashMap<>();
    private final Set<String> read = ConcurrentHashMap.newKeySet();
    private final Semaphore ends = new Semaphore(0);
    private final Thread thread;

    /// @param levels by the letter of a site, when this node's mirror of it last had everything
    PeerFollower(List<PeerJournal> journals, Map<Character, Supplier<Optional<Instant>>> levels) {
        this.journals = List.copyOf(journals);
        levels.forEach((place, level) -> this.levels.put("node" + place, level));
        this.thread = Thread.ofPlatform().daemon().name("peer-journals").unstarted(this::run);
    }

    /// Of all other sites.
    static PeerFollower of(
            LedgerSettings.Shared shared, Surroundings around, Series.ErasedBy erasedBy) {
        List<PeerJournal> journals =
                new TreeMap<>(shared.copies())
                        .entrySet().stream()
                                .map(one ->
                                        new PeerJournal(
                                                "node" + one.getKey(),
                                                one.getValue(),
                                                around,
                                                shared.self(),
                                                erasedBy))
                                .toList();
        return new PeerFollower(journals, shared.levels());
    }

    /// The journals of the other sites, in the order of their letters.
    List<PeerJournal> journals() {
        return journals;
    }

    /// How many other sites there are.
    int count() {
        return journals.size();
    }

    /// Everything that is there is known when this returns.
    void start() {
        look();
        thread.start();
    }

    private void run() {
        try {
            while (!ends.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// An outer edge: whatever goes wrong, what is not known now is read at a later look; said once
    /// for each copy until it can be read again.
    private void look() {
        for (PeerJournal one : journals) {
            try {
                // Before the files are read: what comes behind it is heard at a later look.
                Optional<Instant> level =
                        Optional.ofNullable(levels.get(one.kind())).flatMap(Supplier::get);
                one.follow();
                read.add(one.kind());
                level.ifPresent(at -> heard.put(one.kind(), at));
                if (faults.remove(one) != null) {
                    LOG.info("{}: the copy can be read again", one.kind());
                }
            } catch (RuntimeException fault) {
                String words = String.valueOf(fault);
                if (!words.equals(faults.put(one, words))) {
                    LOG.warn("{}: the copy cannot be read; trying again", one.kind(), fault);
                }
            }
        }
    }

    /// Whether every copy was read once without a fault.
    boolean isRead() {
        return read.size() == journals.size();
    }

    /// Up to when each site's journal was read, by its letter; empty while it never was.
    Map<Character, Optional<Instant>> heard() {
        Map<Character, Optional<Instant>> now = new TreeMap<>();
        for (PeerJournal one : journals) {
            char site = one.kind().charAt(one.kind().length() - 1);
            now.put(site, Optional.ofNullable(heard.get(one.kind())));
        }
        return now;
    }

    @Override
    public void close() {
        ends.release();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
