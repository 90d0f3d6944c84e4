// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A file system in the file `DIR/a.disk` for each site, mounted at `DIR/a`. The file takes only
/// what was written, and no share of it is kept for root, so that full is full for everybody.
final class OwnDisks {
    private static final long BYTES = 3L << 30;
    private static final int TRIES = 50;

    private final ClusterPlan plan;

    private OwnDisks(ClusterPlan plan) {
        this.plan = plan;
    }

    /// Empty for a cluster whose sites share a disk.
    static Optional<OwnDisks> of(ClusterPlan plan) {
        return plan.own().contains(Own.DISK) ? Optional.of(new OwnDisks(plan)) : Optional.empty();
    }

    /// Makes what is missing and mounts what is not mounted.
    void mount() throws IOException {
        for (String site : ClusterPlan.SITES) {
            Path folder = plan.folder().resolve(site);
            Files.createDirectories(folder);
            if (isMounted(folder)) {
                continue;
            }
            Path file = plan.folder().resolve(site + ".disk");
            if (!Files.exists(file)) {
                // under another name until it is whole: a kill leaves no half of one
                Path fresh = plan.folder().resolve(site + ".disk.new");
                Files.deleteIfExists(fresh);
                try (RandomAccessFile bytes = new RandomAccessFile(fresh.toFile(), "rw")) {
                    bytes.setLength(BYTES);
                }
                Tool.run("/usr/sbin/mkfs.ext4", "-q", "-F", "-m", "0", fresh.toString());
                Files.move(fresh, file);
            }
            Tool.run("/usr/bin/mount", "-o", "loop", file.toString(), folder.toString());
        }
    }

    /// Nothing may run there any more. The files stay.
    void unmount() {
        for (String site : ClusterPlan.SITES) {
            Path folder = plan.folder().resolve(site);
            // somebody may still look at a file there
            for (int i = 0; i < TRIES && isMounted(folder); i++) {
                if (!Tool.tried("/usr/bin/umount", folder.toString())) {
                    Pauses.ofMillis(200);
                }
            }
            if (isMounted(folder)) {
                throw new ClusterFault(folder + " is in use and stays mounted");
            }
        }
    }

    /// Major and minor number of a site's device, as in `7:0`; empty when it is not mounted.
    String device(String site) {
        if (!isMounted(plan.folder().resolve(site))) {
            return "";
        }
        return Tool.run(
                        "/usr/bin/findmnt",
                        "-n",
                        "-o",
                        "MAJ:MIN",
                        "--mountpoint",
                        plan.folder().resolve(site).toString())
                .strip();
    }

    private static boolean isMounted(Path folder) {
        return Tool.tried("/usr/bin/mountpoint", "-q", folder.toString());
    }
}
