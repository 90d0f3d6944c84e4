// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Runs of drills one behind the other. Each is on the disk before the next begins; one that could
/// not be ended, whatever came of it, is written down as failed and ends the series: a result that
/// leaves out the runs that broke would be a result of those that did not.
public final class SiteSeries {
    private final Runner runner;
    private final SiteCampaign file;
    private final InstantSource clock;
    private final Consumer<SiteRun> told;

    /// One run of a drill.
    public interface Runner {
        SiteRun run(SiteOrder order) throws IOException, InterruptedException;
    }

    /// @param file takes each run
    /// @param told hears of each run once it is on the disk
    public SiteSeries(
            Runner runner, SiteCampaign file, InstantSource clock, Consumer<SiteRun> told) {
        this.runner = runner;
        this.file = file;
        this.clock = clock;
        this.told = told;
    }

    /// Runs these in turn, as many as are wanted unless one cannot be ended.
    ///
    /// @param order of a run, counted from 0
    public List<SiteRun> runs(int wanted, IntFunction<SiteOrder> order) throws IOException {
        List<SiteRun> runs = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            SiteRun run = one(order.apply(i));
            runs.add(run);
            if (run.isAborted()) {
                break;
            }
        }
        return runs;
    }

    /// Runs one. The named edge: whatever breaks it is its result.
    public SiteRun one(SiteOrder order) throws IOException {
        SiteRun run;
        try {
            run = runner.run(order);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            run = SiteRun.aborted(order, clock.instant(), "interrupted");
        } catch (IOException | RuntimeException broken) {
            run = SiteRun.aborted(order, clock.instant(), words(broken));
        }
        file.add(run);
        told.accept(run);
        return run;
    }

    private static String words(Exception broken) {
        return broken instanceof DrillFault
                ? String.valueOf(broken.getMessage())
                : Optional.ofNullable(broken.getMessage())
                        .map(words -> broken.getClass().getSimpleName() + ": " + words)
                        .orElse(broken.getClass().getSimpleName());
    }
}
