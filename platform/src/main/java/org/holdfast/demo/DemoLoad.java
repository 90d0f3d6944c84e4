// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.offices.Offices;
import org.holdfast.registers.BulkLoad;
import org.holdfast.registers.BulkLoad.NewRecord;

/// Fills the two demo offices, side by side, through the journal. Continues after a death where the
/// last durable batch ended; more people later continue the same sequence.
public final class DemoLoad {
    private static final int BATCH = 1_000;

    /// Progress is kept as one number: households taken, then people loaded in the lower bits.
    private static final int PEOPLE_BITS = 21;

    private final BulkLoad load;
    private final Offices offices;

    /// Told after each batch that was loaded now, from two threads but never at once.
    @FunctionalInterface
    public interface Listener {
        void loaded(long people, long of);
    }

    public DemoLoad(BulkLoad load, Offices offices) {
        this.load = load;
        this.offices = offices;
    }

    /// Loads what is not loaded yet.
    ///
    /// @return number of residents loaded by this call
    public long run(DemoPlan plan, Listener listener) {
        AtomicLong people = new AtomicLong();
        AtomicLong loaded = new AtomicLong();
        List<Population> populations = populations(plan.seed(), offices);
        try (ExecutorService threads = Executors.newFixedThreadPool(populations.size())) {
            List<Future<?>> running = new ArrayList<>();
            for (Population population : populations) {
                running.add(
                        threads.submit(() ->
                                fill(
                                        plan,
                                        population,
                                        (already, more) -> {
                                            loaded.addAndGet(more);
                                            tell(listener, people, already, more, plan);
                                        })));
            }
            for (Future<?> one : running) {
                await(one);
            }
        }
        load.finish();
        return loaded.get();
    }

    /// The people of both offices, from the first household on.
    static List<Population> populations(long seed, Offices offices) {
        return List.of(new KoreanPeople(seed, offices), new JapanesePeople(seed));
    }

    @FunctionalInterface
    private interface Step {
        void done(long already, long more);
    }

    private void fill(DemoPlan plan, Population population, Step step) {
        String name = "demo-" + population.office();
        long done = load.begin(name, "seed " + plan.seed()).done();
        long households = done >>> PEOPLE_BITS;
        long people = done & ((1L << PEOPLE_BITS) - 1);
        step.done(Math.min(people, plan.perOffice()), 0);
        if (people >= plan.perOffice()) {
            return;
        }
        for (long i = 0; i < households; i++) {
            population.next();
        }
        List<NewRecord> batch = new ArrayList<>();
        long before = people;
        while (people < plan.perOffice()) {
            Population.Made made = population.next();
            if (people + made.people() <= plan.perOffice()) {
                batch.addAll(made.records());
                people += made.people();
            }
            if (batch.size() >= BATCH || people == plan.perOffice()) {
                load.load(name, batch, ((made.household() + 1) << PEOPLE_BITS) | people);
                step.done(0, people - before);
                before = people;
                batch = new ArrayList<>();
            }
        }
    }

    /// Of those who were there already nothing is told.
    private static synchronized void tell(
            Listener listener, AtomicLong people, long already, long more, DemoPlan plan) {
        long all = people.addAndGet(already + more);
        if (more > 0) {
            listener.loaded(all, 2L * plan.perOffice());
        }
    }

    private static void await(Future<?> one) {
        try {
            one.get();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("told to stop while loading people", told);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("loading people failed", failed.getCause());
        }
    }
}
