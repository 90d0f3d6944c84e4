// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// Three sites on three machines: what the folder of each is told before it is carried to its
/// machine. [OneSite] is such a folder at its machine.
public final class MachinePlan {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");
    private static final Pattern PART = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final int FIRST_OF_NO_MACHINE = 224;

    private MachinePlan() {}

    /// The plans of three sites, in folders `a`, `b` and `c` of one; writes nothing.
    ///
    /// @param name of the whole; the same stands in etcd and Patroni for ever
    /// @param addresses of the sites a, b and c: IPv4 in digits, since nothing on the way of a
    ///   failover may look up a name
    /// @throws ClusterFault saying which address cannot be used
    public static List<SitePlan> sites(Path into, String name, Map<String, String> addresses) {
        if (!NAME.matcher(name).matches()) {
            throw new ClusterFault(
                    "the name must be small letters, digits and -, at most 31, and is " + name);
        }
        if (!addresses.keySet().equals(new HashSet<>(ClusterPlan.SITES))) {
            throw new ClusterFault(
                    "expected one --site for each of a, b and c, such as --site a=10.0.1.5; found "
                            + addresses.keySet());
        }
        SequencedMap<String, String> sorted = new LinkedHashMap<>();
        for (String site : ClusterPlan.SITES) {
            String address = addresses.getOrDefault(site, "");
            if (!isOfAMachine(address)) {
                throw new ClusterFault(
                        "site %s: expected the IPv4 address of a machine in digits, such as 10.0.1.5, found %s; nothing on the way of a failover may look up a name"
                                .formatted(site, address));
            }
            if (sorted.containsValue(address)) {
                throw new ClusterFault("two sites have the address " + address);
            }
            sorted.put(site, address);
        }
        Path whole = into.toAbsolutePath().normalize();
        List<SitePlan> plans = new ArrayList<>();
        for (String site : ClusterPlan.SITES) {
            plans.add(
                    new SitePlan(
                            site,
                            name,
                            sorted,
                            Ports.USUAL,
                            whole.resolve(site),
                            Optional.empty(),
                            true));
        }
        return plans;
    }

    private static boolean isOfAMachine(String address) {
        String[] parts = address.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (!PART.matcher(part).matches() || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        int first = Integer.parseInt(parts[0]);
        return first > 0 && first < FIRST_OF_NO_MACHINE;
    }

    /// Writes what new sites are told, each into its folder, with one set of new passwords. For a
    /// day from now they may found etcd together.
    public static void write(List<SitePlan> sites, Instant now) throws IOException {
        Secrets secrets = Secrets.of(List.of());
        for (SitePlan site : sites) {
            write(site, secrets);
            Founder.allow(site, now);
        }
    }

    /// Writes what a site is told that was lost and is made again from a living one. Its etcd may
    /// have been a member: it waits until the others take it in.
    ///
    /// @throws ClusterFault when the living site has no passwords
    public static void write(SitePlan lost, SitePlan living) throws IOException {
        write(
                lost,
                Secrets.at(living.folder())
                        .orElseThrow(
                                () -> new ClusterFault("no secrets.json in " + living.folder())));
    }

    private static void write(SitePlan site, Secrets secrets) throws IOException {
        Disk.folder(site.folder(), "rwxr-xr-x", Optional.empty());
        Disk.folder(site.state(), "rwxr-xr-x", Optional.empty());
        if (Files.isDirectory(site.nodeFolder())) {
            Disk.folder(site.nodeFolder(), "rwx------", Optional.empty());
        }
        secrets.write(site.folder());
        site.write();
        Map<String, String> values = SiteFiles.places(site);
        values.put("folder", "FOLDER");
        for (String name : List.of("runbook-machine.md", "firewall.nft")) {
            String file = name.equals("firewall.nft") ? name : "RUNBOOK.md";
            Disk.replace(site.folder().resolve(file), Template.of(name).fill(values));
        }
    }
}
