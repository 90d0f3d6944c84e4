// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The engines' programs on this machine.
///
/// @param postgres folder of PostgreSQL's programs, the newest version found
/// @param account user that runs the engines; empty: who runs this, which is not root
record Engines(Path etcd, Path patroni, Path haproxy, Path postgres, Optional<String> account) {
    private static final Path ETCD = Path.of("/usr/bin/etcd");
    private static final Path PATRONI = Path.of("/usr/bin/patroni");
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final Path ETCD_OF_PATRONI = Path.of("/usr/lib/python3/dist-packages/etcd");
    private static final String ACCOUNT = "postgres";

    /// Debian packages that a cluster needs and this machine lacks.
    ///
    /// @param own what its sites do not share
    static List<String> missingPackages(Set<Own> own) {
        List<String> missing = new ArrayList<>();
        own.forEach(one -> one.missingPackage().ifPresent(missing::add));
        if (!Files.isExecutable(ETCD)) {
            missing.add("etcd-server");
        }
        if (!Files.isExecutable(Path.of("/usr/bin/etcdctl"))) {
            missing.add("etcd-client");
        }
        if (!Files.isExecutable(PATRONI)) {
            missing.add("patroni");
        }
        if (!Files.isDirectory(ETCD_OF_PATRONI)) {
            missing.add("python3-etcd");
        }
        if (!Files.isExecutable(HAPROXY)) {
            missing.add("haproxy");
        }
        if (newestPostgres().isEmpty()) {
            missing.add("postgresql");
        }
        return missing;
    }

    /// @throws ClusterFault when one of them is not here
    static Engines find() {
        List<String> missing = missingPackages(Set.of());
        if (!missing.isEmpty()) {
            throw new ClusterFault("not installed: " + String.join(" ", missing));
        }
        return new Engines(
                ETCD,
                PATRONI,
                HAPROXY,
                newestPostgres().orElseThrow(),
                root() ? Optional.of(ACCOUNT) : Optional.empty());
    }

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// The command as it is run under the engines' account: PostgreSQL refuses to run as root.
    List<String> asAccount(List<String> command) {
        if (account.isEmpty()) {
            return command;
        }
        List<String> whole =
                new ArrayList<>(
                        List.of(
                                "/usr/bin/setpriv",
                                "--reuid=" + account.get(),
                                "--regid=" + account.get(),
                                "--init-groups",
                                "--"));
        whole.addAll(command);
        return whole;
    }

    /// As [#requireEntry], before there is the account: every folder above lets everybody through.
    static void requireOpenWay(Path folder, String what) throws IOException {
        for (Path one = folder.toRealPath(); one != null; one = one.getParent()) {
            if (!Files.getPosixFilePermissions(one).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                throw new ClusterFault(
                        "the user %s could not go through %s; %s, such as /var/lib/holdfast"
                                .formatted(ACCOUNT, one, what));
            }
        }
    }

    /// The engines' account must be able to go through every folder above.
    ///
    /// @param what what to do when it is not
    void requireEntry(Path folder, String what) throws IOException {
        List<String> ask = asAccount(List.of("/usr/bin/test", "-x", folder.toString()));
        Process process = new ProcessBuilder(ask).start();
        try {
            if (process.waitFor() != 0) {
                throw new ClusterFault(
                        "the user %s cannot enter %s; %s, such as /var/lib/holdfast"
                                .formatted(
                                        account.orElse(System.getProperty("user.name", "?")),
                                        folder,
                                        what));
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new ClusterFault("interrupted", told);
        }
    }

    private static Optional<Path> newestPostgres() {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.filter(version -> version.getFileName().toString().matches("[0-9]+"))
                    .map(version -> version.resolve("bin"))
                    .filter(programs -> Files.isExecutable(programs.resolve("postgres")))
                    .max(Comparator.comparingInt(Engines::version));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static int version(Path programs) {
        return Integer.parseInt(programs.getName(programs.getNameCount() - 2).toString());
    }
}
