// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Installs the engines from Debian's packages, without any of them being started: neither now, nor
/// at the next start of the machine. Services that were there before are left as they are.
final class Packages {
    private static final Path APT = Path.of("/usr/bin/apt-get");
    private static final Path POLICY = Path.of("/usr/sbin/policy-rc.d");
    private static final Path KEPT_POLICY = Path.of("/usr/sbin/policy-rc.d.holdfast-kept");
    private static final Path CREATE = Path.of("/etc/postgresql-common/createcluster.conf");
    private static final Path DEFAULT_CREATE =
            Path.of("/usr/share/postgresql-common/createcluster.conf");
    private static final String OURS =
            "# holdfast: nothing is started while packages are installed\n";
    private static final int LIMIT_MINUTES = 15;
    private static final Map<String, String> SERVICES =
            Map.of(
                    "etcd-server", "etcd.service",
                    "patroni", "patroni.service",
                    "haproxy", "haproxy.service",
                    "postgresql", "postgresql.service");

    private static volatile @Nullable Process running;

    private Packages() {}

    /// Installs what is missing, when it may.
    ///
    /// @param own what the sites do not share
    /// @throws ClusterFault naming the packages when it may not, or could not
    static void ensure(Set<Own> own, Consumer<String> progress) throws IOException {
        List<String> missing = Engines.missingPackages(own);
        if (Engines.root()) {
            undo(); // what a run before this one left, whose process was killed
        }
        if (missing.isEmpty()) {
            return;
        }
        String names = String.join(" ", missing);
        if (!Files.isExecutable(APT) || !Engines.root()) {
            throw new ClusterFault(
                    "a cluster needs Debian packages that are not here: "
                            + names
                            + "; have root run: apt-get install --no-install-recommends "
                            + names);
        }
        progress.accept("Installing Debian packages: " + names);
        install(missing);
        List<String> still = Engines.missingPackages(own);
        if (!still.isEmpty()) {
            throw new ClusterFault("could not install: " + String.join(" ", still));
        }
    }

    private static void install(List<String> missing) throws IOException {
        Thread told = new Thread(Packages::undoQuietly, "packages");
        Runtime.getRuntime().addShutdownHook(told);
        try {
            if (Files.exists(POLICY)) {
                Files.move(POLICY, KEPT_POLICY, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.writeString(POLICY, "#!/bin/sh\n" + OURS + "exit 101\n");
            Files.setPosixFilePermissions(POLICY, PosixFilePermissions.fromString("rwxr-xr-x"));
            if (missing.contains("postgresql") && !Files.exists(CREATE)) {
                Files.createDirectories(CREATE.getParent());
                Files.writeString(CREATE, OURS + "create_main_cluster = false\n");
            }
            run(List.of(APT.toString(), "update", "-qq"));
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    APT.toString(),
                                    "install",
                                    "-y",
                                    "-qq",
                                    "--no-install-recommends",
                                    // the file that is written above is kept
                                    "-o",
                                    "Dpkg::Options::=--force-confold"));
            command.addAll(missing);
            run(command);
            if (Files.isDirectory(Path.of("/run/systemd/system"))) {
                for (String name : missing) {
                    if (SERVICES.containsKey(name)) {
                        run(List.of("systemctl", "disable", "--now", "-q", SERVICES.get(name)));
                    }
                }
            }
        } finally {
            undo();
            Runtime.getRuntime().removeShutdownHook(told);
        }
    }

    /// Takes away what was written here and puts back what was there; only what bears our mark.
    private static void undo() throws IOException {
        if (isOurs(POLICY)) {
            Files.delete(POLICY);
        }
        if (Files.exists(KEPT_POLICY) && !Files.exists(POLICY)) {
            Files.move(KEPT_POLICY, POLICY, StandardCopyOption.ATOMIC_MOVE);
        }
        if (isOurs(CREATE)) {
            Files.delete(CREATE);
            if (Files.exists(DEFAULT_CREATE)) {
                Files.copy(DEFAULT_CREATE, CREATE);
            }
        }
    }

    private static boolean isOurs(Path file) throws IOException {
        return Files.exists(file)
                && Files.readString(file, StandardCharsets.ISO_8859_1).contains(OURS);
    }

    /// The process ends, told to by a signal. The installing goes on without it, and would start
    /// what it installs.
    private static void undoQuietly() {
        try {
            Process process = running;
            if (process != null) {
                process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
            }
            undo();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        } catch (IOException left) {
            System.getLogger(Packages.class.getName())
                    .log(System.Logger.Level.WARNING, "left behind: {0}", left.getMessage());
        }
    }

    private static void run(List<String> command) throws IOException {
        Path said = Files.createTempFile("holdfast-packages", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(said.toFile());
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        Process process = builder.start();
        running = process;
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroy();
                throw new ClusterFault(command.getFirst() + " did not end; see " + said);
            }
        } catch (InterruptedException told) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new ClusterFault(command.getFirst() + " was interrupted", told);
        }
        if (process.exitValue() != 0) {
            throw new ClusterFault(
                    String.join(" ", command) + " failed; what it said is in " + said);
        }
        Files.delete(said);
    }
}
