// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Faults of the disk of one site that has its own.
public final class DiskFaults {
    /// First version of control groups: what may be written to a device by processes of a group.
    private static final Path GROUPS = Path.of("/sys/fs/cgroup/blkio");

    private static final String LIMIT = "blkio.throttle.write_iops_device";
    private static final String FILLING = "filling";
    private static final int MOST_FILES = 64;
    private static final long SMALLEST = 4096;

    private final ClusterPlan plan;
    private final OwnDisks disks;

    DiskFaults(ClusterPlan plan) {
        this.plan = plan;
        this.disks = OwnDisks.of(plan).orElseThrow(() -> Faults.shared(Own.DISK, "disks"));
    }

    /// Takes every free byte of a site's disk.
    public void fill(String site) throws IOException {
        Path folder = Files.createDirectories(plan.folder().resolve(site).resolve(FILLING));
        for (int number = 0; number < MOST_FILES; number++) {
            Path file = folder.resolve(Integer.toString(number));
            long bytes = Files.getFileStore(folder).getUsableSpace();
            while (bytes >= SMALLEST && !taken(bytes, file)) {
                bytes /= 2;
            }
            if (bytes < SMALLEST) {
                return;
            }
        }
    }

    private static boolean taken(long bytes, Path file) throws IOException {
        boolean taken =
                Tool.tried("/usr/bin/fallocate", "-l", Long.toString(bytes), file.toString());
        if (!taken) {
            Files.deleteIfExists(file);
        }
        return taken;
    }

    /// Gives them back.
    public void free(String site) throws IOException {
        Path folder = plan.folder().resolve(site).resolve(FILLING);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /// Why a disk cannot be made slow on this machine; empty: it can.
    public static String cannotSlow() {
        return Files.isWritable(GROUPS.resolve(LIMIT))
                ? ""
                : "this machine has no first version of the control group blkio, or it may not be"
                        + " written ("
                        + GROUPS.resolve(LIMIT)
                        + ")";
    }

    /// So many writes a second, at most, reach a site's disk; a forced write takes several.
    public void slow(String site, int writesPerSecond) throws IOException {
        if (!cannotSlow().isEmpty()) {
            throw new ClusterFault(cannotSlow());
        }
        limit(site, writesPerSecond);
    }

    /// As quick as it was.
    public void quicken(String site) throws IOException {
        limit(site, 0);
    }

    /// Ends whatever a drill that was killed left at any site.
    void endAll() throws IOException {
        for (String site : ClusterPlan.SITES) {
            free(site);
            if (cannotSlow().isEmpty() && !disks.device(site).isEmpty()) {
                quicken(site);
            }
        }
    }

    /// For the file system's own writer, which is in no group, and for the group of this command,
    /// which is that of the site's processes.
    private void limit(String site, int writesPerSecond) throws IOException {
        String line = disks.device(site) + " " + writesPerSecond;
        Files.writeString(GROUPS.resolve(LIMIT), line);
        Path own = GROUPS.resolve(ownGroup()).resolve(LIMIT);
        if (Files.isWritable(own)) {
            Files.writeString(own, line);
        }
    }

    /// From lines such as `7:blkio:/some/group`; cgroups(7).
    private static String ownGroup() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].equals("blkio")) {
                return parts[2].substring(1);
            }
        }
        return "";
    }
}
