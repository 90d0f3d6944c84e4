// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The clock of one site: what libfaketime, laid under its processes when they start, adds to the
/// machine's, read again from `run/clock` every second. Steady clocks, with which leases and limits
/// are measured, are left alone, as a jump of the wall clock leaves them. Waits by a steady clock
/// must not be mended as the library does for older C libraries (`FAKETIME_FORCE_MONOTONIC_FIX`):
/// they end at once then, and every thread that waits with a limit takes a processor.
///
/// It reaches the node, the supervisor with its watcher, and HAProxy. It does not reach etcd, a Go
/// program that asks the kernel past the library; nor Patroni, whose Python then cannot sleep
/// (libfaketime 0.9.10 answers its `clock_nanosleep` with EINVAL), nor PostgreSQL, which Patroni
/// starts.
final class OwnClocks {
    private static final String LIBRARY = "faketime/libfaketimeMT.so.1";
    private static final Path LIBRARIES = Path.of("/usr/lib");
    static final String PRELOAD = "LD_PRELOAD";

    private OwnClocks() {}

    /// Debian keeps it below the name of the machine's kind, such as `x86_64-linux-gnu`.
    static Optional<Path> library() {
        try (var folders = Files.list(LIBRARIES)) {
            return folders.map(folder -> folder.resolve(LIBRARY)).filter(Files::exists).findFirst();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /// What a site's processes are started with; empty where the sites share a clock.
    static Map<String, String> environment(ClusterPlan plan, SitePlan site) {
        if (!plan.own().contains(Own.CLOCK)) {
            return Map.of();
        }
        Path library = library().orElseThrow(() -> new ClusterFault("not installed: libfaketime"));
        return environment(library, file(site));
    }

    static Map<String, String> environment(Path library, Path clock) {
        return Map.of(
                PRELOAD,
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                clock.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0",
                "FAKETIME_DONT_RESET",
                "1",
                "NO_FAKE_STAT",
                "1");
    }

    /// From within a second on, the site's clock is so far from the machine's.
    static void move(SitePlan site, Duration by) throws IOException {
        Disk.replace(file(site), "%+d%n".formatted(by.toSeconds()));
    }

    private static Path file(SitePlan site) {
        return site.run().resolve("clock");
    }
}
