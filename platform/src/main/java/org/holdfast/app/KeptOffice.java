// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Runs an office until it is told to stop, and starts it again, in this process, when it says that
/// it can go on by that ([Office#startAgain]). The port stays the same.
///
/// The first such start comes at once; the office answers until then. Each that follows within ten
/// minutes waits longer, from ten seconds to five minutes, so that a disk that fails again and
/// again does not use up origins.
public final class KeptOffice {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration CALM = Duration.ofMinutes(10);

    /// So long a start may still take that is told to stop.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final CountDownLatch end;
    private final Told told;
    private OfficeSettings settings;
    private Duration wait = Duration.ZERO;
    private long started = System.nanoTime();

    /// Whether it took work once.
    private boolean begun;

    private KeptOffice(OfficeSettings settings, CountDownLatch end, Told told) {
        this.settings = settings;
        this.end = end;
        this.told = told;
    }

    /// Told how it goes; called from the thread that runs it.
    public interface Told {
        /// The office takes work.
        void ready(String base);

        /// The office is closed and started again now; or could not be, and is tried again.
        ///
        /// @param why in English words
        void again(String why);

        /// The office is being stopped, as it was told.
        void stopping();
    }

    /// Returns when the office was stopped after `end` came to zero.
    ///
    /// @throws OfficeInUse and what else [Office#start] throws, at the first start
    public static void run(OfficeSettings settings, CountDownLatch end, Told told)
            throws InterruptedException {
        KeptOffice kept = new KeptOffice(settings, end, told);
        kept.first();
        while (end.getCount() > 0) {
            kept.again();
        }
    }

    private void first() throws InterruptedException {
        try {
            once();
        } catch (RuntimeException fault) {
            if (!begun && !(fault instanceof StartAgain)) {
                throw fault;
            }
            told.again(String.valueOf(fault.getMessage()));
        }
    }

    /// A start may wait for long for what it has to catch up with; whoever is told to stop then
    /// does not wait for that.
    private Office start() {
        Thread starter = Thread.currentThread();
        AtomicBoolean open = new AtomicBoolean();
        Thread guard =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                end.await();
                                Thread.sleep(GRACE);
                                if (!open.get()) {
                                    starter.interrupt();
                                }
                            } catch (InterruptedException opened) {
                                Thread.currentThread().interrupt();
                            }
                        });
        try {
            return Office.start(settings);
        } finally {
            open.set(true);
            guard.interrupt();
        }
    }

    private void once() throws InterruptedException {
        started = System.nanoTime();
        try (Office office = start()) {
            begun = true;
            settings = settings.at(URI.create(office.base()).getPort());
            told.ready(office.base());
            Optional<String> why = Optional.empty();
            while (why.isEmpty() && !ended(LOOK)) {
                why = office.startAgain().filter(_ -> ran().compareTo(wait) >= 0);
            }
            why.ifPresentOrElse(told::again, told::stopping);
        }
    }

    private Duration ran() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private boolean ended(Duration within) throws InterruptedException {
        return end.await(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The outer edge of a start that nobody asked for: what fails now may be well later.
    private void again() throws InterruptedException {
        wait = ran().compareTo(CALM) > 0 ? SHORTEST : longer();
        try {
            once();
        } catch (RuntimeException fault) {
            told.again(
                    "the office could not be started again: "
                            + fault.getMessage()
                            + "; trying again in "
                            + wait.toSeconds()
                            + " s");
            boolean _ = ended(wait);
        }
    }

    private Duration longer() {
        Duration doubled = wait.isZero() ? SHORTEST : wait.multipliedBy(2);
        return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }
}
