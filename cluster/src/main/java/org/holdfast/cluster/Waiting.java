// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Waits until a cluster that is being started stands as it should, and tells how it gets on.
///
/// @param progress takes lines for people
record Waiting(Consumer<String> progress) {
    private static final Duration UP_LIMIT = Duration.ofMinutes(3);

    /// @throws ClusterFault saying `otherwise` when it is not so within three minutes
    ClusterStatus until(ClusterPlan plan, String otherwise, Predicate<ClusterStatus> good)
            throws IOException {
        long deadline = System.nanoTime() + UP_LIMIT.toNanos();
        ClusterStatus status = StatusReader.read(plan);
        String said = "";
        while (!good.test(status)) {
            if (System.nanoTime() - deadline > 0) {
                throw new ClusterFault(
                        otherwise
                                + " within "
                                + UP_LIMIT.toSeconds()
                                + " s; see the logs in "
                                + plan.folder()
                                + "/*/log\n"
                                + status.table());
            }
            String now = line(status);
            if (!now.equals(said)) {
                progress.accept("  " + now);
                said = now;
            }
            Pauses.ofMillis(300);
            status = StatusReader.read(plan);
        }
        return status;
    }

    private static String line(ClusterStatus status) {
        List<String> words = new ArrayList<>();
        status.sites()
                .forEach(site ->
                        words.add(
                                site.site()
                                        + ": etcd "
                                        + site.etcd()
                                        + ", postgres "
                                        + site.postgres()));
        return String.join("; ", words);
    }
}
