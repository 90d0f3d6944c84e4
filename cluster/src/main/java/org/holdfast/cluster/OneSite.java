// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A site that has a machine to itself, known from its own folder ([MachinePlan]) alone. The folder
/// may lie anywhere, and be moved while the site stands.
public final class OneSite {
    private static final String UNIT = "holdfast-site.service";

    /// It stands unquoted in configurations and in a unit of systemd.
    private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9/._+-]*");

    /// The longest folder below which PostgreSQL's socket can be made.
    private static final int LONGEST_FOLDER = 82;

    private final SitePlan plan;
    private final Consumer<String> progress;

    private OneSite(SitePlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /// The site whose folder this is.
    ///
    /// @param progress takes lines for people
    /// @throws ClusterFault when there is none in this folder, or one of a cluster on one machine
    public static OneSite in(Path folder, Consumer<String> progress) throws IOException {
        Path whole = folder.toAbsolutePath().normalize();
        if (!Files.exists(whole.resolve(SitePlan.FILE))) {
            throw new ClusterFault(
                    "there is no site in "
                            + whole
                            + " (no site.json); holdfast cluster plan makes folders of sites");
        }
        return new OneSite(SitePlan.read(whole), progress);
    }

    public SitePlan plan() {
        return plan;
    }

    /// How all sites stand, those on other machines as far as the network tells.
    ///
    /// @param token by which the other sites' nodes know this one
    public ClusterStatus status(Optional<String> token) throws IOException {
        return StatusReader.read(plan, token);
    }

    /// Makes everything that the site's processes need, for the place where the folder is now:
    /// packages, configuration, what etcd is told of its beginning. What a supervisor that died
    /// left behind is ended. Waits for the other sites only where this one's etcd lost its data.
    ///
    /// @param node how the node is started from this place; empty: the site has none
    /// @param now decides whether the site may still found etcd
    /// @throws ClusterFault when this is not the site's machine, it lacks something, or the folder
    ///   is older than what the others know of the site
    public void prepare(Function<SitePlan, Optional<NodePlan>> node, Instant now)
            throws IOException {
        requireItsMachine();
        requireUsable();
        Packages.ensure(Set.of(), progress);
        Engines engines = Engines.find();
        engines.requireEntry(plan.folder(), "put the site's folder where others may enter");
        if (plan.isRunning()) {
            throw new ClusterFault("site " + plan.site() + " runs already, from " + plan.folder());
        }
        // before anything is ended that does well
        Secrets secrets =
                Secrets.at(plan.folder())
                        .orElseThrow(() ->
                                new ClusterFault("there is no secrets.json in " + plan.folder()));
        int left = SiteProcesses.kill(List.of(plan)).processes();
        if (left > 0) {
            progress.accept("Ended " + left + " processes whose supervisor was gone");
        }
        Optional<InetSocketAddress> taken = plan.ports().taken(List.of(plan.address()));
        if (taken.isPresent()) {
            throw new ClusterFault(
                    "something else listens at %s port %d; stop the machine's own services: systemctl disable --now etcd haproxy patroni postgresql"
                            .formatted(plan.address(), taken.get().getPort()));
        }
        String etcdState = EtcdRejoin.begin(plan, now, progress);
        SitePlan placed = node.apply(plan).map(plan::withNode).orElse(plan);
        new SiteFiles(placed, secrets, engines).write(etcdState, progress);
        Level.EVERYTHING.want(plan);
    }

    /// What must hold before anything is written.
    private void requireUsable() {
        if (plan.isOfCluster()) {
            throw new ClusterFault(
                    "site %s is one of a cluster on one machine; start it with: holdfast cluster start %s --dir %s"
                            .formatted(plan.site(), plan.site(), plan.folder().getParent()));
        }
        if (!PLAIN.matcher(plan.folder().toString()).matches()
                || plan.folder().toString().length() > LONGEST_FOLDER) {
            throw new ClusterFault(
                    "the site's folder must have a name of at most "
                            + LONGEST_FOLDER
                            + " letters, digits and / . _ + -, and is "
                            + plan.folder());
        }
    }

    private void requireItsMachine() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(plan.address(), 0));
        } catch (BindException elsewhere) {
            throw new ClusterFault(
                    "site %s belongs to the machine with the address %s; this one has %s"
                            .formatted(plan.site(), plan.address(), addressesHere()),
                    elsewhere);
        }
    }

    private static String addressesHere() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .map(InetAddress::getHostAddress)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /// A person's word that no site of this cluster has ever run, so that for a day from now this
    /// one may found etcd with the others. Starts nothing.
    ///
    /// @throws ClusterFault when the folder is not as [MachinePlan] made it, or when another site
    ///   answers: then there is an etcd, which takes this one in
    public void found(Instant now) throws IOException {
        requireUsable();
        if (!Founder.isAsPlanned(plan)) {
            throw new ClusterFault(
                    "the etcd of site %s has been a member, or the site was made again; it waits to be taken in by the others"
                            .formatted(plan.site()));
        }
        for (URI other : plan.etcd().subList(1, plan.etcd().size())) {
            if (EtcdRejoin.answers(other)) {
                throw new ClusterFault(
                        "etcd answers at %s: start this site, and it is taken in"
                                .formatted(other.getAuthority()));
            }
        }
        Founder.allow(plan, now);
    }

    /// Writes a unit for systemd, for the place where the folder is now.
    ///
    /// @param java folder of the JDK that runs it
    /// @return the file, in the site's folder
    public Path unit(String java) throws IOException {
        requireUsable();
        Map<String, String> values = SiteFiles.places(plan);
        values.put("java", java);
        Path file = plan.folder().resolve(UNIT);
        Disk.replace(file, Template.of(UNIT).fill(values));
        return file;
    }
}
