// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How far a renewal is, as this site knows.
///
/// @param asOf when this was so
/// @param nextUpdate when it will be told anew
/// @param sites that have taken it up, as far as was read
public record RenewalProgress(Renewal renewal, Instant asOf, Instant nextUpdate, List<Site> sites) {
    public RenewalProgress {
        sites = List.copyOf(sites);
    }

    /// One site's papers.
    ///
    /// @param own whether it is the site that is asked: of others it knows what they have entered
    ///   and no more
    /// @param keys how many of its keys are renewed
    /// @param counted whether all its papers were looked at; until then there may be more
    /// @param unreadable papers that could not be read, and why, at most a hundred; tried again
    /// @param ends empty while nobody knows
    public record Site(
            String site,
            boolean own,
            int keys,
            boolean counted,
            List<Service> services,
            long unreadableCount,
            List<Unreadable> unreadable,
            Optional<Estimate> ends) {
        public Site {
            services = List.copyOf(services);
            unreadable = List.copyOf(unreadable);
        }

        /// Whether nothing waits any more, as far as is known.
        public boolean finished() {
            return counted && services.stream().allMatch(one -> one.waiting() == 0);
        }
    }

    /// Papers of one service.
    ///
    /// @param erased since the work began, before their turn
    public record Service(
            String service, long total, long stamped, long resigned, long erased, long waiting) {}

    /// A paper that could not be read.
    ///
    /// @param leaf of its entry, hexadecimal
    public record Unreadable(String leaf, String reason) {}

    /// When it ends, by how fast it went lately.
    ///
    /// @param perSecond papers, the mean
    /// @param spread one standard deviation of that
    /// @param samples that it is based on
    /// @param over the time that they took together
    public record Estimate(
            double perSecond,
            double spread,
            int samples,
            Duration over,
            Instant earliest,
            Instant latest) {}
}
